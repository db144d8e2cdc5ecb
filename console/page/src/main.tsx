import './console.css';
import './console-shell.css';
import './console-views.css';
import { render } from 'preact';
import { ConsoleShell } from './console-shell.tsx';
import { connectStore } from './console-store.ts';
import { applyTheme } from './page-theme.tsx';

const root = document.getElementById('console');
if (root === null) throw new Error('The page has no element "console".');
applyTheme();
connectStore();
render(<ConsoleShell />, root);
