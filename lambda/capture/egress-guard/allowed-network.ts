import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { type AddressBytes, inNetwork, parseAddress } from './address-rules.ts';

/** One opening in the guard: exactly these addresses, and only this port when one is named. */
export type AllowedNetwork = {
  readonly address: AddressBytes;
  readonly bits: number;
  readonly port?: number;
};

/** `ADDRESS[/BITS][:PORT]`; an IPv6 address stands in brackets when a port follows. */
const SPELLING = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)|([0-9a-f:]*:[0-9a-f:.]*))(?:\/(\d{1,3}))?(?::(\d{1,5}))?$/i;

/**
 * Reads an `--allow-network` value. Fails with `invalid-request` for names, for other spellings of addresses,
 * and for any value inside AWS Lambda, where the addresses behind the guard are the function's own credentials.
 */
export function parseAllowedNetwork(
  text: string,
  environment: NodeJS.ProcessEnv = process.env,
): Result<AllowedNetwork> {
  if (environment.AWS_LAMBDA_FUNCTION_NAME !== undefined)
    return fail('invalid-request', 'A network cannot be allowed inside AWS Lambda.');
  const match = SPELLING.exec(text.trim());
  const [, bracketed, v4, v6, bitsText, portText] = match ?? [];
  const address = parseAddress(bracketed ?? v4 ?? v6 ?? '');
  if (!address || (bracketed !== undefined && address.length !== 16)) return wrong(text);
  const bits = bitsText === undefined ? address.length * 8 : Number(bitsText);
  if (bits > address.length * 8) return wrong(text);
  if (portText === undefined) return ok({ address, bits });
  // `::1/128:80` is clear, `::1:80` is an address of its own: it never reaches this line.
  const port = Number(portText);
  if (port < 1 || port > 65_535) return wrong(text);
  return ok({ address, bits, port });
}

/** True when one of the networks opens this address and port. */
export function isAllowed(networks: readonly AllowedNetwork[], address: AddressBytes, port: number): boolean {
  return networks.some(
    (network) =>
      (network.port === undefined || network.port === port) &&
      inNetwork(address, network.address, network.bits),
  );
}

function wrong(text: string): Result<never> {
  return fail(
    'invalid-request',
    `--allow-network takes ADDRESS[/BITS][:PORT], such as 192.168.1.20:8080 or [fd00::1]:80; this is ${JSON.stringify(text)}.`,
  );
}
