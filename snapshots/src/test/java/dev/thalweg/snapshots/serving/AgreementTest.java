package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.HostileTopic;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.Stranger;
import dev.thalweg.snapshots.TopicsInMemory;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.SnapshotExport;
import dev.thalweg.snapshots.history.SnapshotListing;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.SnapshotsRead;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.pin.Pinning;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one shows another does not deny: the listing, which is {@code list}; what is found by
 * version, which {@code show}, {@code pin} and {@code export} take; the ring as a scorer gives it
 * over HTTP; and what scorers and the gate follow.
 */
class AgreementTest {
  private static final List<Snapshot> HUNDRED = Fixture.chain(100);

  private final HostileTopic topic = new HostileTopic(true);
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private TopicsInMemory commands = new TopicsInMemory();

  AgreementTest() {
    topic.records().forEach(record -> add(record.key(), record.value()));
  }

  /** A topic of these snapshots and an ending, in place of the hostile one. */
  private void replace(List<Snapshot> chain, List<Ending> endings) {
    records.clear();
    commands = new TopicsInMemory();
    chain.forEach(snapshot -> add(Fixture.key(snapshot), Fixture.encode(snapshot)));
    endings.forEach(ending -> ending.write(this, chain));
  }

  private void add(byte[] key, byte[] value) {
    records.add(new ProducerRecord<>(Fixture.PIPELINE.topic(PipelineTopic.SNAPSHOTS), key, value));
    long unused = commands.add(key, value);
  }

  /** The same records for a scorer, with a transaction's marker behind each. */
  private SnapshotLog log() {
    SnapshotLog log = new SnapshotLog();
    records.forEach(record -> log.add(record.key(), record.value()).gap(1));
    return log;
  }

  private RingReader ring() {
    return new RingReader(this::log, Fixture.REGISTRY, Fixture.PIPELINE, Duration.ofMinutes(1));
  }

  /** What a scorer serves that has just started. */
  private ServedModel served(Following following) {
    CurrentModel current = new CurrentModel(following);
    assertThat(reader(current).search()).isTrue();
    return current.get().orElseThrow();
  }

  private SnapshotReader reader(CurrentModel current) {
    return new SnapshotReader(
        log(), Fixture.REGISTRY, Fixture.PIPELINE, current, Refusals.UNTOLD, new StopSwitch());
  }

  private CandidateReader gate() {
    CandidateReader gate =
        new CandidateReader(log(), Fixture.REGISTRY, Fixture.PIPELINE, new StopSwitch());
    assertThat(gate.search()).isTrue();
    return gate;
  }

  private static boolean isPinnable(StoredSnapshot stored) {
    return passes(() -> Pinning.sound(stored));
  }

  private static boolean isExported(StoredSnapshot stored) {
    return passes(() -> SnapshotExport.of(stored));
  }

  private static boolean passes(Runnable check) {
    try {
      check.run();
      return true;
    } catch (UserException e) {
      assertThat(e).hasMessageContaining("is damaged");
      return false;
    }
  }

  private SnapshotsRead read(OptionalLong version) {
    return Snapshots.read(commands.scan(), Fixture.REGISTRY, Fixture.PIPELINE, version);
  }

  private SnapshotListing listing() {
    return read(OptionalLong.empty()).listing();
  }

  private static Set<Long> versions(List<SnapshotEntry> entries) {
    return entries.stream()
        .map(SnapshotEntry::version)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isSound(SnapshotEntry entry) {
    return entry.damage().isEmpty();
  }

  @Test
  void listing_hasTheNewestSoundOneOfEachSlot_andWhatIsDamagedAndNewerBesideIt() {
    List<SnapshotEntry> entries = listing().entries();

    assertThat(entries.stream().filter(AgreementTest::isSound))
        .extracting(SnapshotEntry::sequence)
        .containsExactly(sequences(39, 8, HostileTopic.PINNED));
    assertThat(entries.stream().filter(e -> e.inRing() && !isSound(e)))
        .extracting(SnapshotEntry::sequence)
        .containsExactly(47L, 46L, 45L, 44L, 43L, 42L, 41L, 40L);
  }

  private static Long[] sequences(int first, int last, int more) {
    List<Long> all = new ArrayList<>();
    for (long sequence = first; sequence >= last; sequence--) {
      all.add(sequence);
    }
    all.add((long) more);
    return all.toArray(Long[]::new);
  }

  @Test
  void ringOverHttp_hasTheSoundOnesOfTheListing() {
    List<SnapshotEntry> sound =
        listing().entries().stream().filter(e -> e.inRing() && isSound(e)).toList();

    assertThat(new TreeSet<>(ring().versions())).isEqualTo(versions(sound));
  }

  @Test
  void everyVersion_isThereForAllOrForNone_andSoundForAllOrForNone() {
    SnapshotListing listing = listing();
    RingReader ring = ring();
    for (long version : topic.versions()) {
      List<SnapshotEntry> listed =
          listing.entries().stream().filter(e -> e.version() == version).toList();
      OptionalLong wanted = OptionalLong.of(version);
      SnapshotsRead read = read(wanted);

      assertThat(read.found().isPresent()).as("found %d", version).isEqualTo(!listed.isEmpty());
      boolean sound = listed.stream().anyMatch(AgreementTest::isSound);
      boolean inRing = listed.stream().anyMatch(e -> e.inRing() && isSound(e));
      Optional<ServedModel> served = ring.version(version);
      assertThat(served.isPresent()).as("served %d", version).isEqualTo(inRing);
      if (listed.isEmpty()) {
        assertThatThrownBy(() -> read.require(Fixture.PIPELINE, wanted))
            .isInstanceOf(UserException.class);
        continue;
      }
      assertThat(isPinnable(read.found().get())).as("pin %d", version).isEqualTo(sound);
      assertThat(isExported(read.found().get())).as("export %d", version).isEqualTo(sound);
      assertThat(read.found().get().entry().damage().isEmpty()).isEqualTo(sound);
      served.ifPresent(
          model -> assertThat(model.sha256()).isEqualTo(read.found().get().entry().sha256()));
    }
  }

  @Test
  void scorersGateAndCommands_takeTheSameForTheNewest() {
    String newest = read(OptionalLong.empty()).found().orElseThrow().entry().sha256();

    assertThat(served(Following.NEWEST).sha256()).isEqualTo(newest);
    assertThat(gate().newest().orElseThrow().sha256()).isEqualTo(newest);
    assertThat(newest).isEqualTo(Fixture.chain(HostileTopic.SOUND).get(39).getSha256());
  }

  /** What is written behind a hundred sound snapshots, and the sequence that is the newest then. */
  static List<Arguments> endings() {
    return List.of(
        arguments("nothing", List.of(), 99),
        arguments("a repeat of an older one", List.of(repeat(90)), 99),
        arguments("a repeat of one that the ring has passed", List.of(repeat(5)), 99),
        arguments("a stretch of repeats", repeats(3, 23), 99),
        arguments("one repeat, many times", Collections.nCopies(70, repeat(98)), 99),
        arguments("a tombstone of the newest", List.of(free(99)), 98),
        arguments("a tombstone of the newest, twice", List.of(free(99), free(99)), 98),
        arguments("tombstones of the newest three", List.of(free(97), free(98), free(99)), 96),
        arguments("a tombstone of another", List.of(free(90)), 99),
        arguments("the newest again behind its tombstone", List.of(free(99), repeat(99)), 99),
        arguments("an older one behind its tombstone", List.of(free(99), repeat(67)), 98),
        arguments("a tombstone, then a repeat of another", List.of(free(99), repeat(40)), 98),
        arguments("a tombstone of every slot but one", freeAllBut(80), 80));
  }

  /** Writes a record behind the others. */
  private interface Ending {
    void write(AgreementTest test, List<Snapshot> chain);
  }

  private static Ending repeat(int sequence) {
    return (test, chain) -> {
      Snapshot snapshot = chain.get(sequence);
      test.add(Fixture.key(snapshot), Fixture.encode(snapshot));
    };
  }

  private static List<Ending> repeats(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(AgreementTest::repeat).toList();
  }

  private static Ending free(int sequence) {
    return (test, chain) -> test.add(Fixture.key(chain.get(sequence)), null);
  }

  private static List<Ending> freeAllBut(int sequence) {
    return IntStream.range(68, 100)
        .filter(each -> each != sequence)
        .mapToObj(AgreementTest::free)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void newest_isTheSameForAll_howeverTheTopicEnds(
      String ending, List<Ending> written, int expected) {
    // Given
    replace(HUNDRED, written);

    // When
    SnapshotsRead read = read(OptionalLong.empty());

    // Then
    String newest = HUNDRED.get(expected).getSha256();
    assertThat(read.listing().entries().get(0).sha256()).isEqualTo(newest);
    assertThat(read.found().orElseThrow().entry().sha256()).isEqualTo(newest);
    assertThat(served(Following.NEWEST).sha256()).isEqualTo(newest);
    assertThat(served(Following.PROMOTED).sha256()).isEqualTo(newest);
    CandidateReader gate = gate();
    assertThat(gate.newest().orElseThrow().sha256()).isEqualTo(newest);
    assertThat(gate.newestValue()).contains(Fixture.encode(HUNDRED.get(expected)));
    long version = HUNDRED.get(expected).getVersion();
    assertThat(ring().versions().stream().mapToLong(v -> v).max()).hasValue(version);
    assertThat(ring().version(version).orElseThrow().sha256()).isEqualTo(newest);
  }

  /** What a stranger writes behind a chain, sound in itself. */
  static List<Arguments> strangers() {
    List<Arguments> all = new ArrayList<>();
    for (int length : List.of(12, 100)) { // in its first round, and later
      List<Snapshot> chain = HUNDRED.subList(0, length);
      Snapshot newest = chain.get(length - 1);
      List<Snapshot> own = Fixture.chain(206).subList(200, 206);
      all.add(arguments("the largest sequence", chain, List.of(Stranger.last())));
      all.add(arguments("a round ahead", chain, List.of(Stranger.ahead(length + 60, newest))));
      all.add(arguments("a little ahead", chain, List.of(Stranger.ahead(length + 2, newest))));
      all.add(arguments("unknown parent", chain, List.of(Stranger.ofUnknownParent(length))));
      all.add(arguments("another network", chain, List.of(Stranger.ofOtherNetwork(newest))));
      all.add(arguments("another datatype", chain, List.of(Stranger.ofOtherDatatype(newest))));
      all.add(arguments("no newer version", chain, List.of(Stranger.ofOlderVersion(newest))));
      all.add(arguments("a line of its own", chain, own));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strangers")
  void stranger_isRefusedByAll_andTheChainGoesOn(
      String what, List<Snapshot> chain, List<Snapshot> strangers) {
    // Given
    replace(chain, List.of());
    strangers.forEach(stranger -> add(Fixture.key(stranger), Fixture.encode(stranger)));

    // Then
    assertNewest(chain.get(chain.size() - 1));
    strangers.forEach(this::assertRefused);

    // And when it goes on
    List<Snapshot> more = Fixture.chain(chain.size() + 2);
    for (Snapshot next : more.subList(chain.size(), chain.size() + 2)) {
      add(Fixture.key(next), Fixture.encode(next));
      assertNewest(next);
    }
  }

  @Test
  void compactionOfWhatAStrangerHasReplaced_changesNothing() {
    // Given: what the strangers' slots held is gone
    List<Snapshot> strangers = List.of(Stranger.last(), Stranger.ahead(170, HUNDRED.get(99)));
    Set<String> replaced =
        strangers.stream().map(s -> text(Fixture.key(s))).collect(Collectors.toSet());
    replace(
        HUNDRED.subList(68, 100).stream()
            .filter(snapshot -> !replaced.contains(text(Fixture.key(snapshot))))
            .toList(),
        List.of());
    strangers.forEach(stranger -> add(Fixture.key(stranger), Fixture.encode(stranger)));

    // Then
    assertNewest(HUNDRED.get(99));
    strangers.forEach(this::assertRefused);
    Snapshot next = Fixture.chain(101).get(100);
    add(Fixture.key(next), Fixture.encode(next));
    assertNewest(next);
  }

  @Test
  void compactionOfWhatADamagedOneHasReplaced_changesNothing() {
    // Given: of 0 to 33 those are gone whose slots have a stranger, a damaged one, or a newer one
    Snapshot stranger = Stranger.ahead(320, HUNDRED.get(32));
    Snapshot damaged = Snapshot.newBuilder(HUNDRED.get(31)).build();
    damaged.setSequence(-1L);
    replace(HUNDRED.subList(2, 31), List.of());
    add(Fixture.key(HUNDRED.get(33)), Fixture.encode(HUNDRED.get(33)));
    add(Fixture.key(stranger), Fixture.encode(stranger));
    add(Fixture.key(damaged), Fixture.encode(damaged));

    // Then
    assertNewest(HUNDRED.get(33));
    assertRefused(stranger);
  }

  private void assertNewest(Snapshot newest) {
    SnapshotsRead read = read(OptionalLong.empty());
    assertThat(read.found().orElseThrow().entry().sha256()).isEqualTo(newest.getSha256());
    assertThat(read.listing().served().orElseThrow().sha256()).isEqualTo(newest.getSha256());
    assertThat(served(Following.NEWEST).sha256()).isEqualTo(newest.getSha256());
    assertThat(served(Following.PROMOTED).sha256()).isEqualTo(newest.getSha256());
    assertThat(gate().newest().orElseThrow().sha256()).isEqualTo(newest.getSha256());
    assertThat(ring().versions()).contains(newest.getVersion());
    assertThat(ring().version(newest.getVersion()).orElseThrow().sha256())
        .isEqualTo(newest.getSha256());
  }

  private void assertRefused(Snapshot stranger) {
    SnapshotEntry listed =
        listing().entries().stream()
            .filter(entry -> entry.sha256().equals(stranger.getSha256()))
            .findFirst()
            .orElseThrow();
    assertThat(listed.damage().orElseThrow()).startsWith("it does not belong to the model: ");
    Optional<StoredSnapshot> found =
        read(OptionalLong.of(stranger.getVersion()))
            .found()
            .filter(stored -> stored.entry().sha256().equals(stranger.getSha256()));
    found.ifPresent(
        stored -> {
          assertThat(isPinnable(stored)).isFalse();
          assertThat(isExported(stored)).isFalse();
        });
    assertThat(ring().version(stranger.getVersion()).map(ServedModel::sha256))
        .isNotEqualTo(Optional.of(stranger.getSha256()));
  }

  @Test
  void promotedStranger_isRefusedByAll() {
    // Given
    replace(HUNDRED, List.of());
    byte[] key = SnapshotRing.servingKey(Fixture.PIPELINE.model());
    add(key, Fixture.encode(HUNDRED.get(90)));
    add(key, Fixture.encode(Stranger.last()));
    add(key, Fixture.encode(Stranger.ofUnknownParent(95)));

    // Then
    String promoted = HUNDRED.get(90).getSha256();
    assertThat(listing().served().orElseThrow().sha256()).isEqualTo(promoted);
    assertThat(served(Following.PROMOTED).sha256()).isEqualTo(promoted);
    assertThat(gate().promoted().orElseThrow().sha256()).isEqualTo(promoted);
  }

  @Test
  void scorersGateAndListing_takeTheSameForThePromoted() {
    SnapshotEntry served = listing().served().orElseThrow();

    assertThat(served.sequence()).isEqualTo(HostileTopic.PROMOTED);
    assertThat(served(Following.PROMOTED).sha256()).isEqualTo(served.sha256());
    assertThat(gate().promoted().orElseThrow().sha256()).isEqualTo(served.sha256());
  }

  @Test
  void pinThatIsObeyed_isListedAsServed_thoughOthersWroteUnderItsKey() throws Exception {
    // Given
    long offset = 2L * offsetOfThePinned(); // a marker behind each
    List<Snapshot> chain = Fixture.chain(HostileTopic.PINNED + 1);
    Directive pin = Fixture.pin(chain.get(HostileTopic.PINNED), offset);
    commands.add(pin);

    // When
    SnapshotEntry listed = listing().served().orElseThrow();

    // Then
    assertThat(listed.sequence()).isEqualTo(HostileTopic.PINNED);
    assertThat(reader(new CurrentModel()).pinned(pin).orElseThrow().sha256())
        .isEqualTo(listed.sha256());
  }

  private int offsetOfThePinned() {
    int at = 0;
    while (!"test/pinned".equals(text(topic.records().get(at).key()))) {
      at++;
    }
    return at;
  }

  private static String text(byte[] key) {
    return key == null ? "" : new String(key, UTF_8);
  }
}
