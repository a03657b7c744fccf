/* What a person is shown when a run has ended. */
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
  const report = readReport(directory);
  if (Object.keys(report.entities).length > 0) {
    report.files.picture = writePicture(directory);
  }
  return { text: print(report), isComplete: isComplete(report) };
}
