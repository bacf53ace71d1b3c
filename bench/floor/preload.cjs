const { ipcRenderer } = require('electron');

ipcRenderer.on('colour', (_event, colour) => {
  document.getElementById('field').style.backgroundColor = colour;
});
