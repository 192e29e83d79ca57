package dev.thalweg.monitor.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final EventLog log = new EventLog(() -> bytes("everything"));

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A page that keeps what it is told. */
  private static final class Page implements Consumer<byte[]> {
    final List<String> data = new ArrayList<>();
    String lastId;

    @Override
    public void accept(byte[] event) {
      for (String line : new String(event, UTF_8).lines().toList()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data.add(line.substring(6));
        }
      }
    }
  }

  @Test
  void newPage_getsEverythingAndThenWhatChanges() {
    // Given
    log.tell(bytes("before"));
    Page page = new Page();

    // When
    log.subscribe(null, page);
    log.tell(bytes("after"));
    log.beat();

    // Then
    assertThat(page.data).containsExactly("everything", "after");
  }

  @Test
  void pageThatComesBack_getsWhatItMissedAndNothingTwice() {
    // Given
    Page page = new Page();
    log.subscribe(null, page);
    log.tell(bytes("1"));
    log.unsubscribe(page);
    log.tell(bytes("2"));
    log.tell(bytes("3"));

    // When
    log.subscribe(page.lastId, page);
    log.tell(bytes("4"));

    // Then
    assertThat(page.data).containsExactly("everything", "1", "2", "3", "4");
  }

  @Test
  void pageThatWasAwayForTooLong_getsEverythingAnew() {
    // Given
    Page page = new Page();
    log.subscribe(null, page);
    log.unsubscribe(page);
    for (int i = 0; i <= EventLog.KEPT_MAX; i++) {
      log.tell(bytes("missed"));
    }

    // When
    log.subscribe(page.lastId, page);

    // Then
    assertThat(page.data).containsExactly("everything", "everything");
  }

  @Test
  void idOfAnotherRunOrOfNone_getsEverythingAnew() {
    // Given
    Page other = new Page();
    EventLog before = new EventLog(() -> bytes("of before"));
    before.subscribe(null, other);
    before.tell(bytes("1"));
    log.tell(bytes("1"));

    for (String id : List.of(other.lastId, "", "x", "-1", other.lastId + "999999999999999999")) {
      // When
      Page page = new Page();
      log.subscribe(id, page);

      // Then
      assertThat(page.data).as(id).containsExactly("everything");
    }
  }

  @Test
  void tooManyPages_areRefused() {
    // Given
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < EventLog.SUBSCRIBERS_MAX; i++) {
      pages.add(new Page());
      assertThat(log.subscribe(null, pages.get(i))).isTrue();
    }

    // When
    boolean taken = log.subscribe(null, new Page());

    // Then
    assertThat(taken).isFalse();
    log.unsubscribe(pages.get(0));
    assertThat(log.subscribe(null, new Page())).isTrue();
  }
}
