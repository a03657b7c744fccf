/**
 * The names of fields that JumpCloud's specification has in the answers that are
 * read (version 1 and 2, August 2026). A report may print them, and no other name
 * but those that declarations have: whoever names a custom attribute, or the key
 * of a map, may have chosen the name of a person. A word of this list tells nobody
 * anything, whoever uses it.
 */
export const SPECIFIED: ReadonlySet<string> = new Set(
  `
  _id accessRestriction access_restriction accountType account_email
  account_id account_locked account_locked_date account_username
  accountsReceivable acsUrl action activated activation
  activationLockAllowedWhileSupervised active add address addresses ades admin
  adminIntent administrator agentHasFullDiskAccess agentType agentVersion
  aiGenerated aiReady alert allowMobileUserEnrollment
  allowMultiFactorAuthentication allowPublicKeyAuthentication
  allowSshPasswordAuthentication allowSshRootLogin
  allowUnenrolledMFAPasswordReset allowUpdateDelay allowUsernameSubstring
  allow_public_key alternateEmail alternative_button alternative_button_url
  amazonInstanceID androidFeatures apiKey apiKeyConfig apiKeyPrefix
  apnsCertExpiry apnsPushTopic appCatalogInstallableObjectId appConfiguration
  appDeliveryMethod appFileName appPricing appVersion app_name
  appleCertCreatorAppleID appleCertSerialNumber appleRestrictions appleVpp
  applicationImport approvalFlowDescription approvalFlowId approvalFlowName
  approvalType approvedDuration approverRequirement approverResources arch
  archFamily architectures assetKind assetSha256Size assetSha256Strings
  assignedLicenses attributes auth authClaimConfiguration authConfigList
  authIdp authType authnContextMappings authnContextMode author autoEnroll
  autoUpdate autoUpdateMode availableDeviceCapacity availableLicenses
  azureAdJoined badLoginAttempts basic behavior beta betaFeatures billingModel
  builtInCommands bundleId button caCert caSource cached capUserQuantity
  catalog_app_id category checksum chromeDTCEnabled clientId clientSecret
  clientSecretConfig code color command commandLineArguments commandRunners
  commandType committedUsers company compiledAttributes conditions config
  configured connectionHistory constantAttributes contactAt contactEmail
  contactName contentRating contractType cookieExpirationType costCenter
  country create_date created createdAt createdBy created_at created_by
  creationSource csvImport customEmailSettings custom_error_message
  custom_restriction_message databaseAttributes
  daysAfterExpirationToSelfRecover daysBeforeExpirationToForceReset default
  defaultDeviceGroupObjectIds defaultDomain
  defaultIosUserEnrollmentDeviceGroupID defaultPermission defaultSystemGroupID
  delegatedAuthority deliveryTypes dep depAccessTokenExpiry depRegistered
  depServerTokenState department deprecatedVersion description desiredState
  desktopCapable destination details detectionRules deviceCapacity
  deviceCertEnabled deviceId deviceIdentificationEnabled deviceInformation
  deviceLevelPermission deviceName devicePermissionLevel directoryInsights
  directoryInsightsPremium disableCommandRunner disableDeviceMaxLoginAttempts
  disableGoogleLogin disableLdap disableUM disabled
  disallowCommonlyUsedPasswords disallowSequentialOrRepetitiveChars
  discovered_at discovery_source_types displayComplexityOnResetScreen
  displayLabel displayManager displayMode displayName displayVersion
  display_label displayname distributionChannel distributionName doNotUpdate
  domain domainInfo domainName downloadUrl dsl duplicate duplicateLDAPGroups
  earliestVersion effect effectiveDate email emailDisclaimer
  employeeIdentifier employeeType enableDaysAfterExpirationToSelfRecover
  enableDaysBeforeExpirationToForceReset enableGoogleApps
  enableLockoutTimeInSeconds enableManagedUID enableMaxHistory
  enableMaxLoginAttempts enableMinChangePeriodInDays enableMinLength
  enableNewDarwin enableNewLinux enableNewWindows enableO365
  enablePasswordExpirationInDays enableRecoveryEmail enableResetLockoutCounter
  enableUserPortalAgentInstall enableZeroTouchEnrollment enable_managed_uid
  enable_user_portal_multifactor enabled enrolled enrolledViaDep
  enrollmentType enterpriseObjectId entitlement entitlementProducts
  excludedApplications exclusion exclusionDays exclusionUntil exclusions
  execution_role_id expectedDisplayName expirationDate expiresAt expiry
  extendedAddress externalId external_dn external_password_expiration_date
  external_source_type externally_managed failed family fde features field
  fileSystem files filesS3 filevaultEnabled filters firstname fixedDuration
  format from fullDescription googleAndroid gracePeriodDate group groupId
  groups growthData hasActivationLockBypassCodes hasCreditCard hasSecureToken
  hasServiceAccount hasStripeCustomerId hidden hostType hostname hwVendor
  iccid icon iconColor iconUrl id idSourceId idleSessionDurationMinutes
  idpCertExpirationAt idpCertificate idpCertificateUpdatedAt idpEntityId
  idpPrivateKey idpPrivateKeyUpdatedAt imei inclusions installType
  installerEngineVersion internal internalNote ios ips
  isActivationLockManageable isAppleSilicon isConfigEnabled isCustom
  isManuallyBilled isMdmRequired isPolicyBound isSupervised isUserEnrollment
  isValid jcGoStatus jit jobTitle keyPresent label lastContact
  lastEstimateCalculationTimeStamp lastImport lastSfdcSyncStatus lastUpdatedBy
  last_ran lastname latest_used_at launchType ldapGroups ldap_binding_user
  learnMore lifetime listensTo locality location locationObjectId
  lockoutTimeInSeconds logo logoUrl lostModeStatus macos major majorNumber
  managed managedAppleId managedConfigurationTemplateId
  managedInstallEligibilityStatus managedProperties manager manualEntry
  maxHistory maxLoginAttempts maxSystemUsers maxUserCount maxUserQuantity mdm
  mdmOsFamily memberQuery memberQueryErrorFlags memberQueryExemptions
  memberSuggestionsNotify membershipMethod message metadata metadataExe mfa
  mfaEnrollment mfaFactors microsoftStore middlename minChangePeriodInDays
  minLength minSdkVersion minor minorNumber modelFamily modelMarketingName
  modelName modelNumber modifySSHDConfig monitorOnly multiSelectDuration
  mutable name needsLowercase needsNumeric needsSymbolic needsUppercase
  networkInterfaces networkSourceIp newSystemUserStateDefaults
  nonAdminApproval nonRemovable number oAuthStatus oauth objectId
  objectStorageId obligations operator option options orgCount orgId
  organization organizationId organizationIds organizationObjectId os
  osBuildVersion osExtraVersion osFamily osMarketingName osMetaFamily osName
  osRestrictions osSupplementalBuildVersion osVersion osVersionDetail
  overallStatus owner_user_id packageFamilyName packageId packageKind
  packageManager packageSubtitle packageVersion packageVersionUpdatedAt
  paragraph parentApp parent_app_id partOfDomain passcodeCompliant
  passcodePresent passwordAPFSValid passwordCompliance
  passwordExpirationInDays passwordODValid passwordPolicy passwordSyncEnabled
  passwordUpdatedAt password_date password_expiration_date password_expired
  password_never_expires passwordless_sudo patch patchNumber path paths
  pending pendingDelete permissionGrants phoneNumbers poBox policy policyStats
  position posixGroups postalCode powerShellScript precedence pricePerUser
  pricePerUserSum primarySystemUser primary_help productCategory productCode
  profileIdentifier provider providerId provisionMetadata provisioner
  provisionerId public_key purchaseChannel pushStatus queryType radius
  radsecEnabled readOnly recoveryEmail recoveryLockEnabled reference region
  registryExpectedValue registryPath registryValueName rejectedReason
  relationships releaseName remarks remoteAssistAgentVersion remoteIP remove
  reply reportUrl requestedDuration requestor requireAdminMFA requireAll
  requireRadsec requireTlsAuth required requirement requiresSupervision
  resetLockoutCounterMinutes resourceId resourceName resourceOrder
  resourceType resources restrictedFields restriction_excluded_group_ids
  results revision roleId roleName roleNames ruleType runId runtimePermission
  sambaEnabled samba_service_user schedule scheduleRepeatType scheduleYear
  scope scopes secondIccid secondImei secondSubscriberCarrierNetwork
  secondary_help secureLogin secureTokenEnabled securityInfo sendAmrClaim
  serialNumber serviceAccountState serviceDiscoveryEnabled sessionStartDate
  settings setupAssistantOptions setupOptions sha256 sha256sum sharedSecret
  shell shortVersion showIntro signAssertion signResponse signatureLabel
  silentInstallFlags singleAuthnContextValue size slackConfig slackDmEnabled
  slackEnabled slackResourceId smsStatus sofwareUpdateId source_ip
  spCertificateUpdatedAt spEntityId spErrorFlow sshRootEnabled ssh_keys
  sshdParams sso ssoUrl sso_apps startUrl state status storedPackage
  storedPackageObjectId streetAddress subscriberCarrierNetwork success sudo
  suggestionCounts supported supportedDeviceFamilies supportedEnrollmentTypes
  suspended syncStatus syncedAt systemInsights systemTimezone
  systemUserDefaults systemUserPasswordExpirationInDays systemUsersCanEdit
  systems tagNames tags targets teamId teamid template templateName
  template_name templatingRequired text timeBasedAccess timeToLiveSeconds
  timeout title to toggle tooltip total totalBillingEstimate totalCount
  totalLicenses totpStatus totp_enabled trigger trigger_type trustedAppConfig
  trustedApps ttlConfig type udid uncommittedUsers uninstallOnUnbind unix_guid
  unix_uid unsafeUninstall unsupportedOs updateTime updateTool
  updateToolArguments updatedAt updatedBy updated_at upn url user userApproved
  userApprovedEnrollment userAttributes userCertEnabled userGroups
  userLockoutAction userMetrics userName userPasswordEnabled
  userPasswordExpirationAction userPortal userVerification user_email user_id
  username users value variables vendor verified verifiedAt version
  versionCode versionlessDownloadUrl versions visible visibleTo webAuthnStatus
  welcomeScreen wfMetadata wifiMac windows windowsDeviceId windowsMDM
  withoutPassword
`
    .trim()
    .split(/\s+/),
);
