/** What the guest's kernel loads, with parameters, by what it is for; those that they need come along. */
export const GUEST_MODULES: readonly string[] = [
  // the host's file system
  'virtio_pci',
  '9pnet_virtio',
  '9p',
  // power cuts: disks in memory, and one that writes down all that is written to it
  'brd rd_nr=3 rd_size=2097152',
  'ext4',
  'dm-log-writes',
  // USB: a host controller made of software, the gadgets that play scanners and disks, and the drivers that find them
  'xhci-pci',
  'dummy_hcd num=8',
  'libcomposite',
  'usb_f_hid',
  'usb_f_acm',
  'usb_f_fs',
  'usb_f_mass_storage',
  'usbhid',
  'hid-generic',
  'uhid',
  'cdc-acm',
  'ftdi_sio',
  'cp210x',
  'ch341',
  'usb-storage',
  // when each byte came to the kernel
  'usbmon',
  // the far ends of what the emulated machine itself has plugged in
  'virtio_console',
  'loop',
  'vfat',
  'nls_cp437',
  'nls_ascii',
];
