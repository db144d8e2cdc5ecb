import { useEffect, useRef } from 'preact/hooks';

interface TextBoxProps {
  /** What the text is, for screen readers. */
  readonly label: string;
  readonly text: string;
  /** Whether its end stays in sight as it grows, as long as the reader is there. */
  readonly isFollowed?: boolean;
}

/** How far from its end a text still counts as read at its end, in pixels. */
const NEAR_END = 40;

/** Text as it is, in a box that scrolls by itself. */
export function TextBox({ label, text, isFollowed = false }: TextBoxProps) {
  const box = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  // More text moves the end.
  useEffect(() => {
    if (isFollowed && box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text, isFollowed]);
  const keepPlace = () => {
    if (box.current === null) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
    <section ref={box} class="text-box" aria-label={label} tabIndex={0} onScroll={keepPlace}>
      <pre>{text}</pre>
    </section>
  );
}
