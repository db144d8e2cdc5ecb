import type { CommandNode } from './command-tree.ts';

type ShellScript = (nodes: readonly CommandNode[]) => string;

/** The scripts by which a shell completes the commands; each is read once, and starts no process. */
export const SHELLS = { bash, zsh, fish } satisfies Readonly<Record<string, ShellScript>>;
export type Shell = keyof typeof SHELLS;

/** For a single-quoted text of any shell. */
export const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** As bash and zsh split a command line, the words before the cursor lead to a command: `$at`. */
const steps = (nodes: readonly CommandNode[]) =>
  nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => quoted(path))
    .join('|');

function bash(nodes: readonly CommandNode[]): string {
  const words = nodes.map(
    ({ path, words }) => `    ${quoted(path)}) words=${quoted(words.map(({ word }) => word).join(' '))} ;;`,
  );
  return `# chargeonce completion bash: source <(chargeonce completion bash)
_chargeonce() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in ${steps(nodes)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;; esac
  done
  case "$at" in
${words.join('\n')}
  esac
  case "$at $prev" in
${valueCases(nodes)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _chargeonce chargeonce
`;
}

const valueCases = (nodes: readonly CommandNode[]) =>
  nodes
    .flatMap(({ path, values }) =>
      Object.entries(values).map(
        ([option, choices]) => `    ${quoted(`${path} ${option}`)}) words=${quoted(choices.join(' '))} ;;`,
      ),
    )
    .join('\n');

/** A colon would part a word from its description. */
const described = ({ word, does }: CommandNode['words'][number]) =>
  quoted(`${word.replaceAll(':', '\\:')}:${does.replaceAll(':', '\\:')}`);

function zsh(nodes: readonly CommandNode[]): string {
  const words = nodes.map(({ path, words }) => `    ${quoted(path)}) found=(${words.map(described).join(' ')}) ;;`);
  return `#compdef chargeonce
# chargeonce completion zsh: source <(chargeonce completion zsh)
_chargeonce() {
  local at= found=() i
  for ((i = 2; i < CURRENT; i++)); do
    case "\${at:+$at }\${words[i]}" in ${steps(nodes)}) at="\${at:+$at }\${words[i]}" ;; esac
  done
  local values_=
  case "$at \${words[CURRENT-1]}" in
${valueCases(nodes).replaceAll(') words=', ') values_=')}
  esac
  if [[ -n $values_ ]]; then compadd -- \${=values_}; return; fi
  case "$at" in
${words.join('\n')}
  esac
  _describe -t commands chargeonce found || _files
}
compdef _chargeonce chargeonce
`;
}

function fish(nodes: readonly CommandNode[]): string {
  const lines = nodes.flatMap(({ path, words, values }) =>
    words.map(({ word, does }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${quoted(word)}`;
      const choices = values[word] ? ` -x -a ${quoted(values[word].join(' '))}` : '';
      return `complete -c chargeonce -n "__chargeonce_at '${path}'" ${what}${choices} -d ${quoted(does)}`;
    }),
  );
  return `# chargeonce completion fish: chargeonce completion fish | source
function __chargeonce_at
  set -l at
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$at $word")
    if contains -- "$next" ${nodes.map(({ path }) => quoted(path)).join(' ')}
      set at "$next"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c chargeonce -f
${lines.join('\n')}
`;
}
