import { BlockList, isIPv4 } from 'node:net';

/**
 * What is not on the public Internet, by IANA's registries of special-purpose addresses
 * (https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry beside it).
 * Most clouds have their metadata at link-local addresses.
 */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  // Shared by the customers of a carrier; Alibaba Cloud has its metadata there.
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  // Relays of 6to4.
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Multicast, reserved and broadcast.
  '224.0.0.0/3',
  // Azure answers its machines there.
  '168.63.129.16/32',
];
/** All unicast that has been given out; the rest is private, link-local, multicast, mapped, or nobody's. */
const PUBLIC_6 = '2000::/3';
const NOT_PUBLIC_6 = [
  // Teredo, ORCHID, benchmarking and other protocols.
  '2001::/23',
  '2001:db8::/32',
  // 6to4 leads to any address of IPv4, and nobody needs it any more (RFC 7526).
  '2002::/16',
  '3fff::/20',
];
/** By these a network without IPv4 reaches it; an address of IPv4 is in the last 32 bits (RFC 6052). */
const NAT64 = { prefix: '64:ff9b::', bits: 96 };

const open = new BlockList();
const closed = new BlockList();
add(open, PUBLIC_6, 'ipv6');
add(open, `${NAT64.prefix}/${NAT64.bits}`, 'ipv6');
for (const subnet of NOT_PUBLIC_6) add(closed, subnet, 'ipv6');
for (const subnet of NOT_PUBLIC_4) {
  add(closed, subnet, 'ipv4');
  const [network, bits] = subnet.split('/');
  add(closed, `${NAT64.prefix}${network}/${NAT64.bits + Number(bits)}`, 'ipv6');
}

/**
 * Whether an address is one of the public Internet.
 * @param address IPv4 with four decimal numbers, or IPv6; of anything else it is not known to be
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  return open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

function add(list: BlockList, subnet: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', bits] = subnet.split('/');
  list.addSubnet(network, Number(bits), family);
}
