import { join } from 'node:path';

/** A port of the guest, by this name under /sys/class/virtio-ports, through which it commands its own machine (QMP). */
export const MACHINE_PORT = 'machine';

/** The far end of the adapter: what is written there comes out of it. */
export function farEnd(number: number): string {
  return `adapter-${number}`;
}

/**
 * QEMU's usb-serial, an FTDI FT8U232AM to the guest's ftdi_sio, is not plugged in at the boot: the guest does so by
 * `device_add` over QMP, with `chardev` set to `farEnd(number)`. Both sockets lead back into the guest, so that whoever tests
 * there holds both ends.
 */
export function usbSerialArguments(sockets: string, count: number): string[] {
  if (count === 0) return [];
  const port = (name: string, path: string) => [
    ...['-chardev', `socket,id=${name}-port,path=${path.replaceAll(',', ',,')}`],
    ...['-device', `virtserialport,chardev=${name}-port,name=${name}`],
  ];
  const socket = (name: string) => {
    const path = join(sockets, name);
    return ['-chardev', `socket,id=${name},path=${path.replaceAll(',', ',,')},server=on,wait=off`, ...port(name, path)];
  };
  const adapters = Array.from({ length: count }, (_, number) => socket(farEnd(number)));
  return [
    ...['-device', 'virtio-serial-pci'],
    ...adapters.flat(),
    ...socket(MACHINE_PORT),
    ...['-mon', `chardev=${MACHINE_PORT},mode=control`],
  ];
}
