import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KAFKA_JARS, PYTHON_TOOLS } from './jars-and-tools.mjs';
import { StopWithOneLine } from './project.mjs';

/** The systems for which Node 24 comes as a package of the project. */
const NODE_COMES_ALONG = ['linux-x64', 'linux-arm64'];
const NODE = NODE_COMES_ALONG.includes(`${process.platform}-${process.arch}`) ? 20 : 24;

/** What a program must be, what there is, and how it is installed on Debian and on a Mac. */
export const PREREQUISITES = {
  node: {
    needs: `Node ${NODE} or newer`,
    find: () => ({ found: process.version, isEnough: Number.parseInt(process.versions.node, 10) >= NODE }),
    debian: `curl -fsSL https://deb.nodesource.com/setup_${NODE}.x | bash - && apt-get install nodejs`,
    mac: 'brew install node@24',
  },
  npm: { needs: 'npm', find: () => onPath('npm'), debian: 'apt-get install npm', mac: 'brew install node@24' },
  java: {
    needs: 'Java 17 or newer',
    find() {
      const found = javaVersion();
      return { found, isEnough: Number.parseInt(found, 10) >= 17 };
    },
    debian: 'apt-get install openjdk-17-jre-headless',
    mac: 'brew install openjdk@17',
  },
  maven: { needs: 'Maven', find: () => onPath('mvn'), debian: 'apt-get install maven', mac: 'brew install maven' },
  python: {
    needs: 'Python 3.11 or newer with venv',
    find: findPython,
    debian: 'apt-get install python3 python3-venv',
    mac: 'brew install python@3.11',
  },
  git: { needs: 'git', find: () => onPath('git'), debian: 'apt-get install git', mac: 'brew install git' },
};

/** Stops before anything is installed when a program that the command needs is missing or too old. */
export function assertPrerequisites({ java, python }) {
  assertThere(PREREQUISITES.node);
  assertThere(PREREQUISITES.npm);
  if (java) assertThere(PREREQUISITES.java);
  if (java && !KAFKA_JARS.isThere()) assertThere(PREREQUISITES.maven);
  if (python && !PYTHON_TOOLS[python].isThere()) assertThere(PREREQUISITES.python);
}

function assertThere({ needs, find, debian, mac }) {
  const { found, isEnough } = find();
  if (!isEnough) throw new StopWithOneLine(`chargeonce needs ${needs} (found ${found}): ${debian} | ${mac}`);
}

/** Debian has the module that makes environments in a package of its own. */
function findPython() {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON_VERSION], { encoding: 'utf8' });
  if (status !== 0) return { found: 'none', isEnough: false };
  const [minor, hasVenv] = stdout.trim().split(' ');
  const isEnough = Number(minor) >= 11 && hasVenv === 'True';
  return { found: `3.${minor}${hasVenv === 'True' ? '' : ' without venv'}`, isEnough };
}

const PYTHON_VERSION =
  'import sys, importlib.util as u; print(sys.version_info.minor, bool(u.find_spec("venv") and u.find_spec("ensurepip")))';

/** Java 8 and older call themselves 1.8 and so on. A Mac without Java has a `java` that only fails. */
function javaVersion() {
  const { status, stderr } = spawnSync('java', ['-version'], {
    encoding: 'utf8',
    env: { ...process.env, ...NO_OPTIONS },
  });
  return (status === 0 && /version "(?:1\.)?(\d[\d.]*)/.exec(stderr)?.[1]) || 'none';
}

/** What a user has set for every Java may name a version, or keep it from starting. */
const NO_OPTIONS = { JAVA_TOOL_OPTIONS: undefined, _JAVA_OPTIONS: undefined, JDK_JAVA_OPTIONS: undefined };

function onPath(program) {
  const folder = (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, program)));
  return folder === undefined ? { found: 'none', isEnough: false } : { found: join(folder, program), isEnough: true };
}
