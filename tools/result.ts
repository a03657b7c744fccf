/*
 * What a person is shown when a run has ended: for a program that calls it, and
 * for one that starts it as a thread, because it takes seconds of the processor.
 */
import { parentPort, workerData } from 'node:worker_threads';

import { readGraph } from './integration';
import { writePicture } from './picture/picture';
import { isComplete, print, readReport } from './report';

/**
 * Draws the picture, where there is something to draw.
 *
 * @param directory that of the run
 * @returns the report, and whether everything was read
 */
export function resultOf(directory: string): {
  text: string;
  isComplete: boolean;
} {
  const graph = readGraph(directory, { rawData: false });
  const report = readReport(directory, undefined, graph);
  if (graph.entities.length > 0) {
    report.files.picture = writePicture(directory, graph);
  }
  return { text: print(report), isComplete: isComplete(report) };
}

parentPort?.postMessage(resultOf(workerData as string).text);
