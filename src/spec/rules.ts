// What the schema cannot say. Each rule is small, looks at one thing and collects; none throws, none stops another.
import {AWS_RULES} from './rules/aws.ts';
import {gatesMayAsk, noOuterSpaces, noOwnedProperties, numbersAsWritten} from './rules/config.ts';
import {
  dataOutsideInstallations,
  noSystemDirectories,
  nothingInsideSystemTrees,
} from './rules/directories.ts';
import {authorizerFits, noUncleanLeaders, pemKnown, zookeeperServesTls} from './rules/dangers.ts';
import {directoriesApart, portsFree} from './rules/hosts.ts';
import {heapsFitMemory, heapsSensible} from './rules/memory.ts';
import {checksumsUsed, namesResolvable, racksForAllOrNone, racksForReplicas} from './rules/placement.ts';
import {
  addressesReachable,
  everyMachineHasAnId,
  idsBelowGenerated,
  idsUnique,
  machinesListedOnce,
  namesFree,
  oneAddressForAName,
  oneNameForAnAddress,
} from './rules/identity.ts';
import {
  jdkFitsKafka,
  kafkaHasZookeeperMode,
  kafkaLineKnown,
  noKraftYet,
  oneSourceOfJava,
  releasesPublished,
  scalaBuildPublished,
  zookeeperFitsKafka,
  zookeeperReleaseKnown,
  zookeeperSectionPresent,
} from './rules/releases.ts';
import {
  listenersOfProperties,
  propertiesCurrent,
  propertiesKnown,
  propertiesOfRelease,
  valuesFit,
} from './rules/properties.ts';
import {brokerPropertiesAgree, zookeeperPropertiesAgree} from './rules/relations.ts';
import {
  brokersLogIn,
  gatesMaySee,
  listenersAsNamed,
  listenersHaveTheirKeys,
  superUsersApart,
} from './rules/security.ts';
import type {Rule} from './rules/rule.ts';
import {
  becomeOrRoot,
  bindsEverywhere,
  listenerNamesUnique,
  noServiceAsRoot,
  plainListenerPresent,
  pushHasLocalDir,
} from './rules/services.ts';
import {
  brokersBearFailure,
  ensembleBearsFailure,
  ensembleOdd,
  internalTopicsFit,
  minimumInSync,
  replicationWithinBrokers,
} from './rules/sizes.ts';

export const RULES: readonly Rule[] = [
  noKraftYet,
  zookeeperSectionPresent,
  kafkaLineKnown,
  kafkaHasZookeeperMode,
  zookeeperReleaseKnown,
  releasesPublished,
  scalaBuildPublished,
  zookeeperFitsKafka,
  jdkFitsKafka,
  oneSourceOfJava,
  everyMachineHasAnId,
  idsBelowGenerated,
  idsUnique,
  machinesListedOnce,
  namesFree,
  oneAddressForAName,
  oneNameForAnAddress,
  addressesReachable,
  ensembleOdd,
  ensembleBearsFailure,
  brokersBearFailure,
  replicationWithinBrokers,
  internalTopicsFit,
  minimumInSync,
  racksForAllOrNone,
  racksForReplicas,
  heapsFitMemory,
  heapsSensible,
  noOwnedProperties,
  noOuterSpaces,
  numbersAsWritten,
  gatesMayAsk,
  propertiesKnown,
  propertiesOfRelease,
  propertiesCurrent,
  valuesFit,
  listenersOfProperties,
  brokerPropertiesAgree,
  zookeeperPropertiesAgree,
  gatesMaySee,
  superUsersApart,
  listenersAsNamed,
  listenersHaveTheirKeys,
  brokersLogIn,
  noUncleanLeaders,
  pemKnown,
  zookeeperServesTls,
  authorizerFits,
  portsFree,
  directoriesApart,
  noSystemDirectories,
  nothingInsideSystemTrees,
  dataOutsideInstallations,
  pushHasLocalDir,
  checksumsUsed,
  namesResolvable,
  noServiceAsRoot,
  listenerNamesUnique,
  plainListenerPresent,
  bindsEverywhere,
  becomeOrRoot,
  ...AWS_RULES,
];
