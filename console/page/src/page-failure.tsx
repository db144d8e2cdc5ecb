import { Component, type ComponentChildren } from 'preact';
import { wordsOf } from './call-console.ts';

interface Failure {
  readonly failed: string | null;
}

/** Keeps a failure of one view from taking the page with it. */
export class PageFailure extends Component<{ readonly children: ComponentChildren }, Failure> {
  override state: Failure = { failed: null };

  static override getDerivedStateFromError(error: unknown): Failure {
    return { failed: wordsOf(error) };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (this.state.failed === null) return this.props.children;
    return (
      <div class="card" role="alert">
        <h2>This view has failed</h2>
        <p>The other views still work. What happened:</p>
        <pre class="wrapped">{this.state.failed}</pre>
        <div>
          <button type="button" class="button-main" onClick={() => this.setState({ failed: null })}>
            Show the view again
          </button>
        </div>
      </div>
    );
  }
}
