// The least that any Electron app does from a message to a pixel: a byte on stdin, one message to the page, one colour.
const { join } = require('node:path');
const { app, BrowserWindow, screen } = require('electron');

app.whenReady().then(async () => {
  const window = new BrowserWindow({
    // without a window manager nobody else makes the window as large as the screen
    ...screen.getPrimaryDisplay().bounds,
    frame: false,
    backgroundColor: '#000000',
    webPreferences: { preload: join(__dirname, 'preload.cjs'), sandbox: true, contextIsolation: true },
  });
  await window.loadFile(join(__dirname, 'index.html'));
  process.stdin.on('data', (bytes) => {
    const last = bytes.at(-1);
    window.webContents.send('colour', last === 0x61 ? '#5bd68b' : '#ffc20a');
  });
});
