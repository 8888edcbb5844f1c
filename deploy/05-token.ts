import { id } from "ethers";
import { ROLE_NAMES } from "../issuer/coin-file/schema.ts";
import { addressOf } from "../issuer/model/plan.ts";
import { deployStep } from "./deploy-step.ts";

/** The token with its controls, roles and reserve gate, all in one transaction. */
export const token = deployStep({
  id: "05-token",
  title: "Token",
  contract: "token",
  args: ({ name, symbol, currency, decimals, adminDelay, roles, inflowCap }, addresses) => {
    const timelock = addressOf(addresses, "timelock");
    return [
      name,
      symbol,
      currency,
      decimals,
      addressOf(addresses, "controls"),
      {
        defaultAdmin: timelock,
        defaultAdminDelay: adminDelay,
        roles: ROLE_NAMES.flatMap((role) =>
          roles[role].map((holder) => ({
            role: id(`${role}_ROLE`),
            account: holder === "timelock" ? timelock : holder,
          })),
        ),
        reserveGate: addressOf(addresses, "attestations"),
        inflowCap,
      },
    ];
  },
});
