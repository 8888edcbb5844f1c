import type { JsonMap, JsonValue } from "./json.ts";
import type { Service } from "./services.ts";
import type { WireBlock, WireBroadcast } from "./wire.ts";

/** Looks for what one node may not have yet: whoever knows it is right. */
const LOOKS = /\/(gettransactioninfobyid|gettransactionbyid|gettransactionfrompending|gettransactioninfobyblocknum)$/;
const BROADCASTS = /\/broadcast(hex|transaction)$/;
const TAKEN = new Set(["DUP_TRANSACTION_ERROR"]);

/**
 * Asks a service that may have several nodes: a broadcast goes to all and is taken if one takes it, what one of them knows
 * is known, and the newest block is one that two of them have.
 */
export async function decide(service: Service, path: string, body: JsonMap): Promise<JsonValue> {
  if (BROADCASTS.test(path)) {
    const answers = await service.all(path, body);
    const taken = answers.find((answer) => isTaken(answer as WireBroadcast));
    return taken ?? answers[0] ?? null;
  }
  if (LOOKS.test(path)) {
    const answers = await service.all(path, body);
    return answers.find((answer) => !isEmpty(answer)) ?? answers[0] ?? null;
  }
  if (path.endsWith("/getblock") && body.id_or_num === undefined) {
    const answers = await service.all(path, body);
    const known = answers.filter((answer) => !isEmpty(answer)); // an empty answer is no word on the newest block
    const [highest, second] = known.sort((one, other) => numberOf(other) - numberOf(one));
    return second ?? highest ?? answers[0] ?? null;
  }
  return service.any(path, body);
}

function isTaken({ result, code }: WireBroadcast): boolean {
  return result === true || TAKEN.has(code ?? "");
}

function isEmpty(answer: JsonValue): boolean {
  return answer === null || (typeof answer === "object" && Object.keys(answer).length === 0);
}

function numberOf(answer: JsonValue): number {
  return (answer as WireBlock | null)?.block_header?.raw_data.number ?? 0;
}
