package dev.thalweg.scorer.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.topics.StopSwitch;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelFeedTest {
  private static final int WANTED = 5;

  private final LabelTopics topics = new LabelTopics();
  private final LabelFeed feed =
      new LabelFeed(topics, Fixture.REGISTRY, Fixture.PIPELINE, WANTED, new StopSwitch());

  private List<Integer> labels() {
    return feed.latest().stream().map(LabelledExample::label).toList();
  }

  @Test
  void catchUp_knowsWhatIsThere_fromEveryPartition() {
    // Given
    topics.pairs(3, 1);

    // When
    feed.catchUp();

    // Then
    assertThat(labels()).containsExactly(1, 1, 1);
    assertThat(feed.labelled()).isEqualTo(3);
  }

  @Test
  void catchUp_readsNoMoreThanTheLatest_howeverLongTheTopicsAre() {
    // Given
    topics.pairs(3 * LabelFeed.LOOKBACK, 0);
    topics.pairs(WANTED, 2);

    // When
    feed.catchUp();

    // Then
    assertThat(labels()).containsExactly(2, 2, 2, 2, 2);
    assertThat(topics.read()).isEqualTo(2 * LabelFeed.LOOKBACK);
  }

  @Test
  void read_takesWhatCameSince() {
    // Given
    topics.pairs(3, 1);
    feed.catchUp();

    // When
    topics.pairs(4, 2);
    feed.read();

    // Then
    assertThat(labels()).hasSize(WANTED).endsWith(2, 2, 2, 2);
    assertThat(feed.labelled()).isEqualTo(7);
  }

  @Test
  void read_skipsABacklogThatItCouldNotKeep() {
    // Given
    feed.catchUp();
    topics.pairs(5 * LabelFeed.LOOKBACK, 0);

    // When
    feed.read();
    topics.pairs(WANTED, 2);
    for (int i = 0; i < 10; i++) {
      feed.read();
    }

    // Then: of each topic two lookbacks at most, and a first poll
    assertThat(labels()).containsExactly(2, 2, 2, 2, 2);
    assertThat(topics.read()).isLessThan(3L * LabelFeed.LOOKBACK);
  }

  @Test
  void labelsFromAhead_areNotTheLatestForEver() {
    // Given: one in the years to come, and one from the future within what a backlog may hold
    topics.pairAt(7, Instant.parse("2090-01-01T00:00:00Z"));
    topics.pairAt(8, Instant.now().minusSeconds(60));
    topics.pairs(40, 1);
    topics.pairs(40, 2);

    // When
    feed.catchUp();

    // Then
    assertThat(labels()).containsExactly(2, 2, 2, 2, 2);
  }

  @Test
  void partitionThatIsAdded_isReadFromItsBeginning() {
    // Given
    topics.pairs(1, 1);
    feed.catchUp();
    topics.add(PipelineTopic.LABELS, GateFixture.encode(GateFixture.label("new", 2)));

    // When
    topics.addPartition(PipelineTopic.EXAMPLES, Fixture.encode(GateFixture.example("new")));
    feed.read();

    // Then
    assertThat(labels()).containsExactly(1, 2);
  }

  @Test
  void whatCanNotBeRead_isPassedOver() {
    // Given
    topics.add(PipelineTopic.EXAMPLES, "no Avro at all".getBytes(UTF_8));
    topics.add(PipelineTopic.LABELS, Fixture.encode(GateFixture.example("an example")));
    topics.add(PipelineTopic.LABELS, null);
    topics.pairs(2, 1);

    // When
    feed.catchUp();

    // Then
    assertThat(labels()).containsExactly(1, 1);
  }
}
