/*
 * The pictures: of a collected graph, of the data model, of the order of the
 * steps. Each becomes one HTML file below output/; the data model is an image in
 * docs/ as well.
 */
import fs from 'node:fs';
import path from 'node:path';

import { invocationConfig } from '../../src';
import { findingsIn } from '../findings';
import { Graph, readGraph } from '../integration';
import { contentsOf, Drawing } from './contents';
import { createPage } from './document';
import { drawGraph } from './graph';
import { drawDependencies, drawTypes } from './model';
import { createModelImage } from './svg';

const ROOT = path.resolve(__dirname, '../..');

/**
 * Draws what was collected in a directory.
 *
 * @param graph that of the directory, where it was read already
 * @returns the file
 * @throws when there is nothing to draw; then there is no picture at all
 */
export function writePicture(
  directory = ROOT,
  graph = collectedIn(directory),
): string {
  if (graph === undefined || graph.entities.length === 0) {
    // A picture of an earlier run would be taken for one of this run.
    fs.rmSync(fileOf('graph', directory), { force: true });
    throw new Error(
      `There is no graph in ${storageOf(directory)}: run \`npm start\` first`,
    );
  }
  return write('graph', drawGraph(graph, findingsIn(graph)), directory);
}

/** Draws the types of entities and relationships that the steps declare. */
export function writeTypes(directory = ROOT): string {
  const { integrationSteps } = invocationConfig;
  return write('types', drawTypes(integrationSteps), directory);
}

/** Draws which step comes after which. */
export function writeDependencies(directory = ROOT): string {
  const { integrationSteps } = invocationConfig;
  return write('dependencies', drawDependencies(integrationSteps), directory);
}

/** Draws the data model for the documentation, into docs/data-model.svg. */
export async function writeModelImage(directory = ROOT): Promise<string> {
  const file = path.join(directory, 'docs', 'data-model.svg');
  const { integrationSteps } = invocationConfig;
  fs.writeFileSync(file, await createModelImage(integrationSteps));
  return file;
}

function write(name: string, drawing: Drawing, directory: string): string {
  const file = fileOf(name, directory);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // Whoever ends this early keeps the picture that there was.
  fs.writeFileSync(`${file}.part`, createPage(contentsOf(drawing)));
  fs.renameSync(`${file}.part`, file);
  return file;
}

function collectedIn(directory: string): Graph | undefined {
  const isCollected = ['graph', 'summary.json'].every((name) =>
    fs.existsSync(path.join(storageOf(directory), name)),
  );
  return isCollected ? readGraph(directory, { rawData: false }) : undefined;
}

function storageOf(directory: string): string {
  return path.join(directory, '.j1-integration');
}

function fileOf(name: string, directory: string): string {
  return path.join(directory, 'output', `${name}.html`);
}
