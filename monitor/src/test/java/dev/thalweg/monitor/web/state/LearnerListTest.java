package dev.thalweg.monitor.web.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LearnerListTest {
  private final PageState state = new PageState("digits");

  private JsonNode learners() {
    return Values.json(state.all()).get("learners");
  }

  @Test
  void newestMerge_tellsWhoIsInItAndWhoIsWaitedFor() {
    // When
    state.add(Values.merge(7, 1, 0, 0, 2));
    state.add(Values.merge(8, 2, 1, 0, 3));

    // Then
    assertThat(learners().get("merge").asLong()).isEqualTo(8);
    assertThat(learners().get("live").asInt()).isEqualTo(4);
    assertThat(StreamSupport.stream(learners().get("lines").spliterator(), false))
        .extracting(line -> line.get("state").asText() + " " + line.get("merge"))
        .containsExactly("waited for 6", "waited for 7", "member 8", "not waited for 5");
    assertThat(learners().at("/lines/2/accuracy").asDouble()).isEqualTo(0.75);
    assertThat(Values.json(state.changes().orElseThrow()).get("learners")).isEqualTo(learners());
    assertThat(state.changes()).isEmpty();
  }

  @Test
  void whatIsLearnedSinceTheMerge_countsToo() {
    // Given
    state.add(Values.merge(1, 0, 0));
    state.changes();

    // When
    state.add(Values.progress(1, 40, 30, 0.5));

    // Then
    assertThat(state.changes()).isPresent();
    assertThat(learners().at("/lines/0/samples").asLong()).isEqualTo(1_000);
    assertThat(learners().at("/lines/1/samples").asLong()).isEqualTo(40 * Values.BATCH);
  }

  @Test
  void singleLearner_hasNoMerges() {
    // When
    state.add(Values.progress(0, 40, 30, 0.5));

    // Then
    assertThat(learners()).isNull();
  }

  @Test
  void mergeThatFollowsOnNothing_doesNotStay() {
    // Given
    state.add(Values.merge(7, 0, 0));

    // When: a stranger's, and one that comes too late
    state.add(Values.merge(1_000_000, 0, 0));
    state.add(Values.merge(8, 0, 0));
    state.add(Values.merge(3, 0, 0));

    // Then
    assertThat(learners().get("merge").asLong()).isEqualTo(8);
  }

  @Test
  void strangersMergeAtTheBeginning_isReplaced() {
    // When
    state.add(Values.merge(1_000_000, 0, 0));
    state.add(Values.merge(7, 0, 0));
    state.add(Values.merge(8, 0, 0));

    // Then
    assertThat(learners().get("merge").asLong()).isEqualTo(8);
  }

  @Test
  void moreLearnersThanThePageHolds_areCut() {
    // When
    state.add(Values.merge(1, new int[LearnerList.LINES_MAX + 5]));
    for (int partition = 0; partition < 2 * LearnerList.LINES_MAX; partition++) {
      state.add(Values.progress(partition, 1, 1, 0.5));
    }

    // Then
    assertThat(learners().get("lines")).hasSize(LearnerList.LINES_MAX);
  }
}
