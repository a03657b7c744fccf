/*
 * What a security person would see in a graph: the rule pack of JupiterOne,
 * jupiterone/rules/jumpcloud.json, evaluated on the graph of a run. A finding
 * here is what would be an alert there; there is no other list of findings.
 */
import fs from 'node:fs';
import path from 'node:path';

import { find, needsJupiterOne, Objects } from './j1ql/evaluator';

const FILE = path.resolve(__dirname, '../jupiterone/rules/jumpcloud.json');

/** From the worst on. */
export const LEVELS = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;
export type Level = (typeof LEVELS)[number];

/** A rule as JupiterOne reads it. Its first query alone raises the alert. */
export interface Rule {
  name: string;
  description: string;
  alertLevel: Level;
  queries: {
    name: string;
    query: string;
    version: string;
    includeDeleted?: boolean;
  }[];
  /** `finding` and `findings`: what one and what several of its results are. */
  labels: { labelName: string; labelValue: string }[];
}

export interface Finding {
  /** The rule's. */
  name: string;
  /** What was found, to be read after the count: "active users without MFA", or "active user ..." where there is one. */
  title: string;
  level: Level;
  count: number;
  /** Of the entities that were found. */
  keys: string[];
}

export function readRules(): Rule[] {
  return JSON.parse(fs.readFileSync(FILE, 'utf8')) as Rule[];
}

/**
 * What the rules find in a graph, the worst first; rules that find nothing are
 * left out. Rules on what JupiterOne alone knows of (what is new, what was
 * deleted, who has left the company) find nothing here.
 *
 * @param now milliseconds since the epoch: what has expired by then
 */
export function findingsIn(
  graph: Objects,
  now = Date.now(),
  rules = readRules(),
): Finding[] {
  return rules
    .map(({ name, alertLevel, queries, labels }) => {
      const found = find(graph, queries[0].query, now);
      return {
        name,
        title: titleOf({ name, labels }, found.length),
        level: alertLevel,
        count: found.length,
        keys: found.map(({ _key }) => _key),
      };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

/** What the rules find that JupiterOne alone can tell: what is new, what was deleted, who has left the company. */
export function findingsOfJupiterOne(rules = readRules()): string[] {
  return rules
    .filter(({ queries }) => needsJupiterOne(queries[0].query))
    .map((rule) => titleOf(rule, 0));
}

function titleOf(
  { name, labels }: Pick<Rule, 'name' | 'labels'>,
  count: number,
): string {
  const wanted = count === 1 ? 'finding' : 'findings';
  const label = labels.find(({ labelName }) => labelName === wanted);
  return label?.labelValue ?? name;
}
