import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate with its key, both in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 that only its own key vouches for, as a CA of one's own does (RFC 5280). */
export function selfSigned(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = der(0x30, ECDSA_WITH_SHA256);
  const name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from("A CA of a test")))));
  const time = (text: string): Buffer => der(0x17, Buffer.from(text)); // UTCTime
  const extension = (oid: Buffer, value: Buffer): Buffer => der(0x30, oid, der(0x04, value));
  const extensions = der(
    0x30,
    extension(SUBJECT_ALTERNATIVE_NAME, der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])))),
    extension(BASIC_CONSTRAINTS, der(0x30, der(0x01, Buffer.from([0xff])))),
  );
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ...[algorithm, name, der(0x30, time("200101000000Z"), time("491231235959Z")), name],
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", content, privateKey);
  const whole = der(0x30, content, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines =
    whole
      .toString("base64")
      .match(/.{1,64}/g)
      ?.join("\n") ?? "";
  const cert = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const ECDSA_WITH_SHA256 = oid("2a8648ce3d040302");
const COMMON_NAME = oid("550403");
const SUBJECT_ALTERNATIVE_NAME = oid("551d11");
const BASIC_CONSTRAINTS = oid("551d13");

/** One element of DER. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  const size = length < 128 ? [length] : long;
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
