package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureException.Kind;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures made to cost more than they should. */
class HostilePictureTest {
  private static final long MEGABYTE = 1 << 20;
  private final PictureReader reader = new PictureReader(28, 28, PictureLimits.defaults());

  private PictureException refusal(byte[] encoded) {
    return catchThrowableOfType(PictureException.class, () -> reader.read(encoded));
  }

  private void assertRefusedUnread(byte[] encoded, Kind kind) {
    refusal(encoded); // loads the classes
    long before = allocated();
    PictureException refusal = refusal(encoded);
    assertThat(allocated() - before).isLessThan(MEGABYTE / 2);
    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.getMessage()).endsWith(".").doesNotContain("Exception", "javax", "null");
  }

  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @CsvSource({
    "50000, 50000, TOO_LARGE",
    "8193, 1, TOO_LARGE",
    "8000, 8000, TOO_LARGE",
    "2147483647, 2147483647, TOO_LARGE",
    "-1, -1, TOO_LARGE",
    "0, 5, MALFORMED"
  })
  void png_isRefusedByItsHeader(int width, int height, Kind kind) {
    byte[] png =
        new PngBytes().header(width, height, 1, 0).chunk("IDAT", PngBytes.zeros(1 << 22)).end();
    assertThat(png.length).isLessThan(10_000);
    assertRefusedUnread(png, kind);
  }

  @Test
  void compressedTextAndProfileOfAPng_areNeverExpanded() throws PictureException {
    // Given: half a gigabyte of zeros, twice
    byte[] plain = Drawing.encode(Drawing.seven(), "png");
    byte[] bomb = PngBytes.zeros(512 * MEGABYTE);
    byte[] named = new byte[bomb.length + 3];
    named[0] = 'a';
    System.arraycopy(bomb, 0, named, 3, bomb.length);
    byte[] png = PngBytes.with(PngBytes.with(plain, "zTXt", named), "iCCP", named);
    byte[] expected = reader.read(plain);
    // When
    long before = allocated();
    byte[] read = reader.read(png);
    // Then
    assertThat(allocated() - before).isLessThan(8 * MEGABYTE);
    assertThat(read).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void largestPicture_isReadInLittleMemory(String format) throws PictureException {
    // Given
    var where = new Rectangle(1000, 600, 1000, 1600);
    var type = BufferedImage.TYPE_BYTE_GRAY;
    byte[] large =
        Drawing.encode(Drawing.seven(4096, 4096, where, Color.BLACK, Color.WHITE, type), format);
    byte[] small = reader.read(Drawing.encode(Drawing.seven(), "png"));
    // When
    long before = allocated();
    byte[] read = reader.read(large);
    // Then: 16 MB of pixels are never held
    assertThat(allocated() - before).isLessThan(12 * MEGABYTE);
    int different = 0;
    for (int i = 0; i < read.length; i++) {
      different += Math.abs((read[i] & 0xff) - (small[i] & 0xff)) > 64 ? 1 : 0;
    }
    assertThat(different).isLessThan(12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gif_isRefusedByItsScreenAndByItsFrame(boolean screen) {
    byte[] gif = Drawing.encode(Drawing.seven(), "gif");
    int frame = 13 + 3 * (2 << (gif[10] & 7));
    while (gif[frame] != 0x2c) { // over the extensions
      frame++;
    }
    little(gif).putInt(screen ? 6 : frame + 5, 0xffffffff);
    assertRefusedUnread(gif, Kind.TOO_LARGE);
  }

  @Test
  void codesBeyondAFullGifFrame_areNotDecoded() throws PictureException {
    // Given: a frame of 2 x 2 pixels followed by 4 MB of codes
    var gif = new ByteArrayOutputStream();
    gif.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    gif.writeBytes(new byte[] {2, 0, 2, 0, (byte) 0x80, 0, 0, 0, 0, 0, -1, -1, -1});
    gif.writeBytes(new byte[] {0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2});
    gif.writeBytes(new byte[] {2, 0b00_001_100, 0b0_000_000_0}); // clear, 1, 0, 0, 0
    for (int i = 0; i < 16_384; i++) {
      gif.write(255);
      gif.writeBytes(new byte[255]);
    }
    // When, Then: it ends without a terminator, which nobody misses
    assertThat(reader.read(gif.toByteArray())).hasSize(784);
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647, 2147483647, TOO_LARGE",
    "100, -2147483648, TOO_LARGE",
    "-2147483648, 100, MALFORMED",
    "8192, 2048, MALFORMED",
    "0, 0, MALFORMED"
  })
  void bmp_isRefusedByItsHeader(int width, int height, Kind kind) {
    byte[] bmp = Drawing.encode(Drawing.seven(), "bmp");
    little(bmp).putInt(18, width).putInt(22, height);
    assertRefusedUnread(bmp, kind);
  }

  @Test
  void bmpThatDeclaresAHugeImage_isReadByWhatItHolds() throws PictureException {
    byte[] bmp = Drawing.encode(Drawing.seven(), "bmp");
    byte[] expected = reader.read(bmp);
    little(bmp).putInt(2, 0x7fffffff).putInt(34, 0x7fffffff);
    assertThat(reader.read(bmp)).isEqualTo(expected);
  }

  @Test
  void runLengthBmpThatDeclaresAHugeImage_takesLittleMemory() {
    byte[] bmp = Drawing.encode(Drawing.grey(new byte[784], 28, 28), "bmp");
    little(bmp).putInt(30, 1).putInt(34, 0x7ffffff0);
    long before = allocated();
    PictureException refusal = refusal(bmp);
    assertThat(allocated() - before).isLessThan(8 * MEGABYTE);
    assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 77})
  void bmpThatHoldsAnotherFormat_isUnsupported(int compression) {
    byte[] bmp = Drawing.encode(Drawing.seven(), "bmp");
    little(bmp).putInt(30, compression);
    assertRefusedUnread(bmp, Kind.UNSUPPORTED);
  }

  @Test
  void colorProfileThatABmpNamesByPath_isNotOpened() throws PictureException {
    // Given: a header of version 5 that links a profile
    byte[] plain = Drawing.encode(Drawing.seven(), "bmp");
    int grown = 124 - 40;
    byte[] linked = new byte[plain.length + grown];
    System.arraycopy(plain, 0, linked, 0, 54);
    System.arraycopy(plain, 54, linked, 138, plain.length - 54);
    little(linked).putInt(10, 138).putInt(14, 124).putInt(70, 0x4c494e4b);
    little(linked).putInt(126, 0x7fffffff).putInt(130, 0x7fffffff);
    // When, Then
    assertThat(reader.read(linked)).isEqualTo(reader.read(plain));
  }

  private static int indexOf(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != marker) {
      at += 2 + ByteBuffer.wrap(jpeg).getShort(at + 2);
    }
    return at;
  }

  @Test
  void jpeg_isRefusedByItsHeader() {
    byte[] jpeg = Drawing.encode(Drawing.seven(), "jpeg");
    ByteBuffer.wrap(jpeg).putInt(indexOf(jpeg, 0xc0) + 5, 0xffffffff);
    assertRefusedUnread(jpeg, Kind.TOO_LARGE);
  }

  @Test
  void jpegOfThousandsOfScans_isTooLarge() {
    byte[] jpeg = Drawing.progressiveJpeg(Drawing.seven());
    int last = jpeg.length - 2;
    while ((jpeg[last] & 0xff) != 0xff || (jpeg[last + 1] & 0xff) != 0xda) {
      last--;
    }
    var more = new ByteArrayOutputStream();
    more.write(jpeg, 0, last);
    for (int i = 0; i < 2000; i++) {
      more.write(jpeg, last, jpeg.length - 2 - last);
    }
    more.write(jpeg, jpeg.length - 2, 2);
    PictureException refusal = refusal(more.toByteArray());
    assertThat(refusal.kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void largeProgressiveJpeg_isTooLarge() {
    byte[] jpeg = Drawing.progressiveJpeg(Drawing.seven());
    ByteBuffer.wrap(jpeg).putInt(indexOf(jpeg, 0xc2) + 5, 4000 << 16 | 4000);
    assertThat(refusal(jpeg).kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void moreBytesThanAllowed_areRefusedUnread(int more) {
    byte[] png = Drawing.encode(Drawing.seven(), "png");
    byte[] padded = Arrays.copyOf(png, PictureLimits.defaults().bytesMax() + more);
    assertRefusedUnread(padded, Kind.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({"png, 12", "jpeg, 2", "gif, 2", "bmp, 0"})
  void pictureCutShortBeforeItsEnd_isMalformed(String format, int endBytes) {
    byte[] whole = Drawing.encode(Drawing.seven(), format);
    for (int length = 8; length < whole.length - endBytes; length += 1 + length / 64) {
      PictureException refusal = refusal(Arrays.copyOf(whole, length));
      assertThat(refusal).describedAs("%d of %d bytes", length, whole.length).isNotNull();
      assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "B", "GIF", "hello, world", "<svg xmlns='x'/>", "%PDF-1.4", "RIFF"})
  void anythingElse_isUnsupported(String text) {
    PictureException refusal = refusal(text.getBytes(StandardCharsets.US_ASCII));
    assertThat(refusal.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(refusal).hasMessageContaining("send a PNG, JPEG, GIF or BMP");
  }

  @ParameterizedTest
  @CsvSource({"28, 28", "1, 1", "280, 280", "1, 300"})
  void blankPicture_isRefusedWithASentence(int width, int height) {
    var nowhere = new Rectangle(-900, -900, 9, 9);
    var blank = Drawing.seven(width, height, nowhere, Color.BLACK, Color.WHITE);
    var clear = Drawing.seven(width, height, nowhere, Color.BLACK, Drawing.CLEAR);
    assertThat(refusal(Drawing.encode(blank, "png"))).hasMessageContaining("Nothing is drawn");
    assertThat(refusal(Drawing.encode(blank, "jpeg"))).hasMessageContaining("Nothing is drawn");
    assertThat(refusal(Drawing.encode(clear, "png")).kind()).isEqualTo(Kind.MALFORMED);
  }
}
