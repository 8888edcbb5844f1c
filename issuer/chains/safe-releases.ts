/** Contracts of one kind of one release of Safe: where they are on public chains, and the hash of their code. */
interface Deployed {
  /** The canonical address first, then that of EIP-155 deployments. */
  readonly addresses: readonly string[];
  /** keccak256 of the runtime code. */
  readonly codeHash: string;
}

/** A release of Safe. */
export interface SafeRelease {
  readonly version: string;
  /** What proxies of this release delegate to: the plain one, and the one with events for networks without traces. */
  readonly singletons: readonly Deployed[];
  readonly multiSendCallOnly: Deployed;
}

/**
 * Releases whose owners sign for one chain only. Source: `@safe-global/safe-deployments` 1.37.63, `src/assets`, the entries
 * `canonical` and `eip155` of `gnosis_safe`, `safe`, `safe_l2` and `multi_send_call_only`.
 */
export const SAFE_RELEASES: readonly SafeRelease[] = [
  {
    version: "1.3.0",
    singletons: [
      {
        addresses: ["0xd9Db270c1B5E3Bd161E8c8503c55cEABeE709552", "0x69f4D1788e39c87893C980c06EdF4b7f686e2938"],
        codeHash: "0xbba688fbdb21ad2bb58bc320638b43d94e7d100f6f3ebaab0a4e4de6304b1c2e",
      },
      {
        addresses: ["0x3E5c63644E683549055b9Be8653de26E0B4CD36E", "0xfb1bffC9d739B8D520DaF37dF666da4C687191EA"],
        codeHash: "0x21842597390c4c6e3c1239e434a682b054bd9548eee5e9b1d6a4482731023c0f",
      },
    ],
    multiSendCallOnly: {
      addresses: ["0x40A2aCCbd92BCA938b02010E17A5b8929b49130D", "0xA1dabEF33b3B82c7814B6D82A79e50F4AC44102B"],
      codeHash: "0xa9865ac2d9c7a1591619b188c4d88167b50df6cc0c5327fcbd1c8c75f7c066ad",
    },
  },
  {
    version: "1.4.1",
    singletons: [
      {
        addresses: ["0x41675C099F32341bf84BFc5382aF534df5C7461a"],
        codeHash: "0x1fe2df852ba3299d6534ef416eefa406e56ced995bca886ab7a553e6d0c5e1c4",
      },
      {
        addresses: ["0x29fcB43b46531BcA003ddC8FCB67FFE91900C762"],
        codeHash: "0xb1f926978a0f44a2c0ec8fe822418ae969bd8c3f18d61e5103100339894f81ff",
      },
    ],
    multiSendCallOnly: {
      addresses: ["0x9641d764fc13c8B624c04430C7356C1C7C8102e2"],
      codeHash: "0xecd5bd14a08c5d2122379900b2f272bdf107a7e92423c10dd5fe3254386c9939",
    },
  },
  {
    version: "1.5.0",
    singletons: [
      {
        addresses: ["0xFf51A5898e281Db6DfC7855790607438dF2ca44b"],
        codeHash: "0xdda019cbd7c867a533a2a86e5c53434fdc50b13122b5a5ddb4a8df61b31c20f2",
      },
      {
        addresses: ["0xEdd160fEBBD92E350D4D398fb636302fccd67C7e"],
        codeHash: "0x180193227186ccb85316c94db1f0d156ed932b14712cfaac78901899178572dc",
      },
    ],
    multiSendCallOnly: {
      addresses: ["0xA83c336B20401Af773B6219BA5027174338D1836"],
      codeHash: "0xcdbdcec38d2f1c7d961b0029ff8416b7e86e9974d6f0e9c9580c7d17fcfb6663",
    },
  },
];

/**
 * keccak256 of the runtime code of the proxies that Safe's factories make, by release. Source: the build artifacts in
 * `@gnosis.pm/safe-contracts` 1.3.0, `@safe-global/safe-contracts` 1.4.1 and `@safe-global/safe-smart-account` 1.5.0.
 */
export const SAFE_PROXIES: Readonly<Record<string, string>> = {
  "1.3.0": "0xb89c1b3bdf2cf8827818646bce9a8f6e372885f8c55e5c07acbd307cb133b000",
  "1.4.1": "0xd7d408ebcd99b2b70be43e20253d6d92a8ea8fab29bd3be7f55b10032331fb4c",
  "1.5.0": "0x4e381985ca68b3e5d27b4425fa581c19cf33146d3f887a3cfca96f55528ea46f",
};
