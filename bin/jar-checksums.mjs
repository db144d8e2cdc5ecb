import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { StopWithOneLine } from './stop-with-one-line.mjs';

const LIST = 'local/kafka/jars.sha256';

/** Maven compares a jar with the checksum that the same server sends; this compares it with the one kept in the project. */
export function assertJarsAreListed(folder) {
  const listed = readFileSync(inProject(LIST), 'utf8').trim().split(/\r?\n/);
  const fetched = checksums(folder);
  const odd = [
    ...fetched.filter((line) => !listed.includes(line)),
    ...listed.filter((line) => !fetched.includes(line)),
  ];
  if (odd.length === 0) return;
  const names = [...new Set(odd.map((line) => line.split('  ')[1]))].sort().join(', ');
  throw new StopWithOneLine(
    `Not as in ${LIST}: ${names}. Only if pom.xml was changed on purpose: (cd ${folder} && sha256sum *.jar) > ${inProject(LIST)}`,
  );
}

/** As `sha256sum` writes them. */
function checksums(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jar'))
    .map(
      (jar) =>
        `${createHash('sha256')
          .update(readFileSync(`${folder}/${jar}`))
          .digest('hex')}  ${jar}`,
    );
}
