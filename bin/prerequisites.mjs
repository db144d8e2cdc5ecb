import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KAFKA_JARS, PYTHON_TOOLS } from './jars-and-tools.mjs';
import { StopWithOneLine } from './project.mjs';

/** The systems for which Node 24 comes as a package of the project. */
const NODE_COMES_ALONG = ['linux-x64', 'linux-arm64'];

/** Stops before anything is installed when a program that the command needs is missing or too old. */
export function assertPrerequisites({ java, python }) {
  assertNode();
  assertNpm();
  if (java) assertJava();
  if (java && !KAFKA_JARS.isThere()) assertMaven();
  if (python && !PYTHON_TOOLS[python].isThere()) assertPython();
}

function assertNode() {
  const wanted = NODE_COMES_ALONG.includes(`${process.platform}-${process.arch}`) ? 20 : 24;
  if (Number.parseInt(process.versions.node, 10) >= wanted) return;
  stop({
    needs: `Node ${wanted} or newer`,
    found: process.version,
    debian: `curl -fsSL https://deb.nodesource.com/setup_${wanted}.x | bash - && apt-get install nodejs`,
    mac: 'brew install node@24',
  });
}

function assertNpm() {
  if (onPath('npm')) return;
  stop({ needs: 'npm', found: 'none', debian: 'apt-get install npm', mac: 'brew install node@24' });
}

function assertJava() {
  const found = javaVersion();
  if (Number.parseInt(found, 10) >= 17) return;
  stop({
    needs: 'Java 17 or newer',
    found,
    debian: 'apt-get install openjdk-17-jre-headless',
    mac: 'brew install openjdk@17',
  });
}

function assertMaven() {
  if (onPath('mvn')) return;
  stop({ needs: 'Maven', found: 'none', debian: 'apt-get install maven', mac: 'brew install maven' });
}

/** Debian has the module that makes environments in a package of its own. */
function assertPython() {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON_VERSION], { encoding: 'utf8' });
  const [minor = 'none', hasVenv] = status === 0 ? stdout.trim().split(' ') : [];
  if (Number(minor) >= 11 && hasVenv === 'True') return;
  stop({
    needs: 'Python 3.11 or newer with venv',
    found: status === 0 ? `3.${minor}${hasVenv === 'True' ? '' : ' without venv'}` : 'none',
    debian: 'apt-get install python3 python3-venv',
    mac: 'brew install python@3.11',
  });
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
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function stop({ needs, found, debian, mac }) {
  throw new StopWithOneLine(`chargeonce needs ${needs} (found ${found}): ${debian} | ${mac}`);
}
