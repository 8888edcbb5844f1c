/**
 * Accounts of Hardhat's public development mnemonic ("test test … junk"), by what the examples use them for. Everybody
 * has their keys: development networks deploy with them, every public network refuses them (`EXAMPLE_ADDRESS`).
 */
export const EXAMPLE_ACCOUNTS = {
  deployer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  minter: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
  limiter: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
  burner: "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
  pauser: "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
  unpauser: "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc",
  guardian: "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
  compliance: "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
  rescuer: "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
  bridge: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
  proposer: "0xBcd4042DE499D14e55001CcbB24a551F3b954096",
  executor: "0x71bE63f3384f5fb98995898A86B02Fb2426c5788",
  attestorA: "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a",
  attestorB: "0x1CBd3b2770909D4e10f157cABC84C7264073C9Ec",
  attestorC: "0xdF3e18d64BC6A983f673Ab319CCaE4f1a57C7097",
  attestorD: "0xcd3B766CCDd6AE721141F452C550Ca635964ce71",
  attestorE: "0x2546BcD3c84621e976D8185a91A922aE77ECEc30",
  council: "0xbDA5747bFD65F08deb54cb465eB87D40e51B197E",
  verifierA: "0x09DB0a93B389bEF724429898f539AEB7ac2Dd55f",
  verifierB: "0x02484cb50AAC86Eae85610D6f4Bf026f30f6627D",
} as const;
