package dev.thalweg.monitor.web.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.Snapshot;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PartsSeenTest {
  private final PartsSeen seen = new PartsSeen();

  private static Snapshot part(String sha256, int number, int bytes) {
    Snapshot part = Values.snapshot(3);
    part.setSha256(sha256);
    part.setPart(number);
    part.setParameters(ByteBuffer.allocate(bytes).put(0, (byte) (number + 1)));
    return part;
  }

  private static Snapshot head(String sha256) {
    Snapshot head = Values.snapshot(3);
    head.setSha256(sha256);
    head.setParts(2);
    head.setParameters(ByteBuffer.allocate(0));
    return head;
  }

  @Test
  void head_hasTheBytesOfItsParts_andTheFirstOfThem() {
    seen.add(part("ab", 0, 100));
    seen.add(part("ab", 1, 60));
    assertThat(seen.bytes(head("ab"))).isEqualTo(160);
    assertThat(seen.first(head("ab"))).isEqualTo(part("ab", 0, 100).getParameters());
  }

  @Test
  void headOfOtherParts_saysNothing() {
    seen.add(part("ab", 0, 100));
    assertThat(seen.bytes(head("cd"))).isZero();
    assertThat(seen.first(head("cd")).hasRemaining()).isFalse();
  }

  @Test
  void smallSnapshot_hasItsOwn() {
    Snapshot small = Values.snapshot(3);
    assertThat(seen.bytes(small)).isEqualTo(small.getParameters().remaining());
    assertThat(seen.first(small)).isSameAs(small.getParameters());
  }
}
