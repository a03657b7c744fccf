const { Faker } = require('@faker-js/faker/dist/cjs/faker');
const metadata = require('@faker-js/faker/dist/cjs/locales/en/metadata');
const person = require('@faker-js/faker/dist/cjs/locales/en/person');

/*
 * The faker of the English locale with the names of people alone, which is all
 * that is drawn: the rest of the locale takes longer to load, in every test file
 * again, than a small run takes.
 */

exports.faker = new Faker({
  locale: { metadata: metadata.default, person: person.default },
});
