import { useState } from 'preact/hooks';
import type { Evidence } from '../../contract/order-views.ts';
import { TextBox } from './text-box.tsx';

interface EvidencePanelProps {
  /** What it is the evidence of. */
  readonly title: string;
  readonly evidence: readonly Evidence[];
  readonly detail?: string;
}

/** Rows, records, log lines and requests, as they are. */
export function EvidencePanel({ title, evidence, detail }: EvidencePanelProps) {
  return (
    <section class="card evidence" aria-label={`Evidence: ${title}`}>
      <h3>{title}</h3>
      {detail !== undefined && detail !== '' && <p>{detail}</p>}
      {evidence.length === 0 && <p class="muted">There is no evidence of it: it follows from what is beside it.</p>}
      {evidence.map((piece, index) => (
        <EvidencePiece key={`${piece.title} ${index}`} piece={piece} />
      ))}
    </section>
  );
}

function EvidencePiece({ piece }: { readonly piece: Evidence }) {
  const text = evidenceText(piece);
  return (
    <details open>
      <summary>{piece.title}</summary>
      <div class="evidence-body">
        <TextBox label={piece.title} text={text} />
        <CopyButton text={text} of={piece.title} />
      </div>
    </details>
  );
}

/** JSON with indents; text as it is. */
function evidenceText({ kind, content }: Evidence): string {
  if (kind === 'text' && typeof content === 'string') return content;
  return content === undefined ? 'nothing' : JSON.stringify(content, null, 2);
}

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for screen readers. */
  readonly of: string;
  readonly label?: string;
}

export function CopyButton({ text, of, label = 'copy' }: CopyButtonProps) {
  const [said, setSaid] = useState(label);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('copied');
    } catch {
      setSaid('not allowed: select the text');
    }
    setTimeout(() => setSaid(label), 1_500);
  };
  return (
    <button type="button" class="button-quiet" aria-label={`Copy: ${of}`} onClick={() => void copy()}>
      {said}
    </button>
  );
}
