import { type Provider, getAddress, keccak256 } from "ethers";
import { SAFE_PROXIES, SAFE_RELEASES, type SafeRelease } from "./safe-releases.ts";

/**
 * Which release of Safe an account's code is: that of its proxy and of what the proxy delegates to, whatever the account
 * itself says.
 * @returns Null if either is unknown.
 */
export async function releaseAt(
  provider: Pick<Provider, "getCode" | "getStorage">,
  address: string,
): Promise<SafeRelease | null> {
  const proxy = keccak256(await provider.getCode(address));
  if (!Object.values(SAFE_PROXIES).includes(proxy)) return null;
  const word = await provider.getStorage(address, 0n); // where every release keeps what it delegates to
  if (!/^0x0{24}[0-9a-fA-F]{40}$/.test(word)) return null;
  const singleton = getAddress(`0x${word.slice(-40)}`);
  const code = keccak256(await provider.getCode(singleton));
  const isOf = ({ singletons }: SafeRelease): boolean =>
    singletons.some(({ addresses, codeHash }) => addresses.includes(singleton) && codeHash === code);
  return SAFE_RELEASES.find(isOf) ?? null;
}

/**
 * Returns the MultiSendCallOnly through which a Safe makes several calls.
 * @param asked - An address to use instead of the well-known one; empty for that.
 * @returns Null if there is none with the code of a known release.
 */
export async function multiSendFor(
  provider: Pick<Provider, "getCode">,
  release: SafeRelease,
  asked: string,
): Promise<string | null> {
  const { addresses, codeHash } = release.multiSendCallOnly;
  const known = new Set(SAFE_RELEASES.map(({ multiSendCallOnly }) => multiSendCallOnly.codeHash));
  for (const address of asked === "" ? addresses : [asked]) {
    const code = keccak256(await provider.getCode(address));
    if (asked === "" ? code === codeHash : known.has(code)) return address;
  }
  return null;
}
