import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { credential, keystorePassword } from "../../../issuer/secrets/sources.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("Secrets where nobody types", () => {
  const folder = emptyFolder();
  const file = join(folder, "password");
  const service = { CREDENTIALS_DIRECTORY: folder };

  before(() => {
    writeFileSync(file, "from a file\n");
    writeFileSync(join(folder, "MINTER_PRIVATE_KEY"), "aws-kms:alias/minter\r\n");
    writeFileSync(join(folder, "KEYSTORE_PASSWORD"), " from a credential");
    mkdirSync(join(folder, "PAUSER_PRIVATE_KEY"));
  });

  it("are a service's credentials, without the end of their line", () => {
    expect(credential("MINTER_PRIVATE_KEY", service)).to.equal("aws-kms:alias/minter");
    expect(credential("BURNER_PRIVATE_KEY", service)).to.equal(null);
    expect(credential("MINTER_PRIVATE_KEY", {})).to.equal(null);
    expect(credential("../password", service)).to.equal(null);
  });

  it("are refused if they are there and cannot be read", async () => {
    const error = await expectRefusal("FILE_REFUSED", () => credential("PAUSER_PRIVATE_KEY", service));
    expect(error.message).to.contain("it is a folder (EISDIR)");
    await expectRefusal("FILE_REFUSED", () => keystorePassword({ KEYSTORE_PASSWORD_FILE: join(folder, "none") }));
    await expectRefusal("FILE_REFUSED", () => keystorePassword({ KEYSTORE_PASSWORD_FD: "999" }));
    await expectRefusal("ARGUMENT_INVALID", () => keystorePassword({ KEYSTORE_PASSWORD_FD: "/dev/fd/3" }));
  });

  it("open the keystore: a descriptor before a file before a credential", () => {
    const descriptor = openSync(file, "r");
    const all = { ...service, KEYSTORE_PASSWORD_FILE: file, KEYSTORE_PASSWORD_FD: `${descriptor}` };
    expect(keystorePassword(all)).to.equal("from a file");
    closeSync(descriptor);
    expect(keystorePassword({ ...service, KEYSTORE_PASSWORD_FILE: file })).to.equal("from a file");
    expect(keystorePassword(service)).to.equal(" from a credential");
    expect(keystorePassword({})).to.equal(null);
  });
});
