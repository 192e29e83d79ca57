package dev.thalweg.scorer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureException.Kind;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cameras and other programs write, and every viewer shows, is read too. */
class UntidyPictureTest {
  private static final Rectangle MIDDLE = new Rectangle(80, 60, 100, 160);
  private static final int SIDE = 28;

  private final PictureReader reader = new PictureReader(SIDE, SIDE, PictureLimits.defaults());

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private PictureException refusal(byte[] encoded) {
    return catchThrowableOfType(PictureException.class, () -> reader.read(encoded));
  }

  /** Photographed in colours, with restarts in neither. */
  private static byte[] jpeg() {
    return Drawing.encode(Drawing.seven(280, 280, MIDDLE, Color.BLUE, Color.WHITE), "jpeg");
  }

  private static byte[] withoutEnd(byte[] jpeg) {
    return Arrays.copyOf(jpeg, jpeg.length - 2);
  }

  private enum Trailer {
    NONE,
    TEXT,
    MANY_BYTES,
    PREVIEW,
    SEGMENTS;

    byte[] bytes() {
      byte[] noise = new byte[5000];
      new Random(4).nextBytes(noise);
      return switch (this) {
        case NONE -> new byte[0];
        case TEXT -> text("\0\0\1\nImage_UTC_Data1712345678901SEFHk\0\0\0SEFT");
        case MANY_BYTES -> noise;
        case PREVIEW -> Drawing.encode(Drawing.seven(), "jpeg");
        case SEGMENTS -> joined(text("\u00ff\u00e1\0\4ab\u00ff\u00e2\u00ff\u00ff"), noise);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Trailer.class)
  void jpegWithATrailerInsteadOfItsEnd_isRead(Trailer trailer) throws PictureException {
    byte[] jpeg = jpeg();
    byte[] expected = reader.read(jpeg);
    assertThat(reader.read(joined(withoutEnd(jpeg), trailer.bytes()))).isEqualTo(expected);
    assertThat(reader.read(joined(jpeg, trailer.bytes()))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Trailer.class)
  void progressiveJpegWithATrailerInsteadOfItsEnd_isRead(Trailer trailer) throws PictureException {
    byte[] jpeg = Drawing.progressiveJpeg(Drawing.seven());
    byte[] expected = reader.read(jpeg);
    assertThat(reader.read(joined(withoutEnd(jpeg), trailer.bytes()))).isEqualTo(expected);
  }

  @Test
  void progressiveJpegCutInItsLastScan_isReadAsFarAsItGoes() throws PictureException {
    byte[] jpeg = Drawing.progressiveJpeg(Drawing.seven());
    byte[] expected = reader.read(jpeg);
    int last = jpeg.length - 2;
    while ((jpeg[last] & 0xff) != 0xff || (jpeg[last + 1] & 0xff) != 0xda) {
      last--;
    }
    for (int length = last + 20; length < jpeg.length; length += 100) {
      byte[] read = reader.read(Arrays.copyOf(jpeg, length));
      assertThat(differences(read, expected)).isLessThan(12);
    }
  }

  private static int differences(byte[] one, byte[] other) {
    int different = 0;
    for (int i = 0; i < one.length; i++) {
      different += Math.abs((one[i] & 0xff) - (other[i] & 0xff)) > 64 ? 1 : 0;
    }
    return different;
  }

  @Test
  void jpegCutInItsOnlyScan_isStillCutShort() {
    byte[] jpeg = jpeg();
    for (Trailer trailer : Trailer.values()) {
      byte[] half = Arrays.copyOf(jpeg, jpeg.length - 400);
      if (trailer != Trailer.MANY_BYTES) { // which may well be pixels
        PictureException refusal = refusal(joined(half, trailer.bytes()));
        assertThat(refusal).describedAs(trailer.name()).isNotNull();
        assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
      }
    }
  }

  @Test
  void bytesBetweenTheSegmentsOfAJpeg_arePassedOver() throws PictureException {
    byte[] jpeg = jpeg();
    int tables = 4 + (jpeg[4] << 8 | jpeg[5]);
    byte[] untidy =
        joined(
            Arrays.copyOf(jpeg, tables),
            text("\0\0abc\u00ff\u00ff"),
            Arrays.copyOfRange(jpeg, tables, jpeg.length));
    assertThat(reader.read(untidy)).isEqualTo(reader.read(jpeg));
  }

  /** Greys of every level, which show whether the colours were understood. */
  private static byte[] greys() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < 256; i++) {
      pixels[SIDE * (6 + i / 16) + 6 + i % 16] = (byte) i;
    }
    return pixels;
  }

  private void assertIsGreys(byte[] jpeg) throws PictureException {
    byte[] read = reader.read(jpeg);
    byte[] expected = greys();
    for (int i = 0; i < read.length; i++) {
      int difference = (read[i] & 0xff) - (expected[i] & 0xff);
      assertThat(Math.abs(difference)).describedAs("pixel %d", i).isLessThan(12);
    }
  }

  private static BufferedImage greyInColors() {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    byte[] greys = greys();
    for (int i = 0; i < greys.length; i++) {
      image.setRGB(i % SIDE, i / SIDE, (greys[i] & 0xff) * 0x010101);
    }
    return image;
  }

  @Test
  void jpegThatDoesNotNameItsColors_isOfLuminanceAndChrominance() throws PictureException {
    byte[] jpeg = JpegBytes.notSubsampled(greyInColors());
    assertIsGreys(jpeg);
    assertIsGreys(JpegBytes.without(jpeg, 0xe0)); // a camera writes Exif and no JFIF
  }

  @Test
  void segmentsThatNameColors_mayBeLongerThanTheyNeedToBe() throws PictureException {
    byte[] jpeg = JpegBytes.without(JpegBytes.notSubsampled(greyInColors()), 0xe0);
    byte[] rgb = JpegBytes.without(JpegBytes.rgb(greyInColors()), 0xee);
    byte[] thumbnail = text("JFIF\0\1\1\0\0\1\0\1\1\1abc");
    byte[] adobe = text("Adobe\0\144\0\0\0\0\0more");
    assertIsGreys(JpegBytes.with(jpeg, 0xe0, thumbnail));
    assertIsGreys(JpegBytes.with(rgb, 0xee, adobe));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "2, true", "0, false"})
  void jpegForAPrinter_isReadAsItLooks(int transform, boolean adobe) throws PictureException {
    // Given: cyan, magenta, yellow and black, inverted, as Adobe's programs write them
    byte[] greys = greys();
    int[] bands = new int[greys.length * 4];
    for (int i = 0; i < greys.length; i++) {
      int grey = greys[i] & 0xff;
      Arrays.fill(bands, 4 * i, 4 * i + 3, transform == 2 ? 128 : grey);
      bands[4 * i] = transform == 2 ? 255 - grey : grey;
      bands[4 * i + 3] = 255;
    }
    byte[] jpeg = JpegBytes.ofBands(bands, SIDE, 4);
    byte[] marker = text("Adobe\0\144\0\0\0\0" + (char) transform);
    // When, Then
    assertIsGreys(adobe ? JpegBytes.with(jpeg, 0xee, marker) : jpeg);
  }

  private static byte[] png() {
    return Drawing.encode(Drawing.seven(280, 280, MIDDLE, Color.BLUE, Color.WHITE), "png");
  }

  @Test
  void pngThatEndsAfterItsPixels_isRead() throws PictureException {
    byte[] png = png();
    byte[] expected = reader.read(png);
    for (int less = 1; less <= 12; less++) {
      assertThat(reader.read(Arrays.copyOf(png, png.length - less))).isEqualTo(expected);
    }
    assertThat(reader.read(joined(png, text("trailer")))).isEqualTo(expected);
    byte[] wrongEnd = png.clone();
    wrongEnd[png.length - 1] ^= 1;
    assertThat(reader.read(wrongEnd)).isEqualTo(expected);
    byte[] body = Arrays.copyOf(png, png.length - 12);
    assertThat(reader.read(joined(body, text("\0\0\u00ff\0tEXtcut sho")))).isEqualTo(expected);
  }

  @Test
  void pngCutInItsPixels_isStillCutShort() {
    byte[] png = png();
    for (int length = 60; length <= png.length - 12 - 4 - 8; length += 7) {
      assertThat(refusal(Arrays.copyOf(png, length)).kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @Test
  void pngWhoseLastPixelsAreMissing_isStillMalformed() {
    // Given: pixels in two chunks, of which the second one never came
    byte[] rows = PngBytes.compressed(new byte[SIDE * (1 + SIDE)]);
    byte[] half = Arrays.copyOf(rows, rows.length / 2);
    byte[] whole = new PngBytes().header(SIDE, SIDE, 8, 0).chunk("IDAT", half).end();
    for (byte[] png : new byte[][] {whole, Arrays.copyOf(whole, whole.length - 12)}) {
      assertThat(refusal(png).kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @Test
  void wrongChecksumOfACompressedPng_doesNotMatter() throws PictureException {
    byte[] png = png();
    byte[] wrong = png.clone();
    wrong[png.length - 12 - 4 - 1] ^= 1;
    assertThat(reader.read(PngBytes.repaired(wrong))).isEqualTo(reader.read(png));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tRNS", "gAMA", "tEXt", "zTXt", "iCCP", "eXIf"})
  void pngWithAWrongChecksumInWhatIsNoPixel_isReadWithoutIt(String type) throws PictureException {
    byte[] png = png();
    byte[] more = PngBytes.with(png, type, new byte[6]);
    more[8 + 25 + 8 + 6] ^= 1;
    assertThat(reader.read(more)).isEqualTo(reader.read(png));
  }

  @Test
  void gif_needsNoTrailer() throws PictureException {
    byte[] gif = Drawing.encode(Drawing.seven(), "gif");
    byte[] expected = reader.read(gif);
    assertThat(reader.read(Arrays.copyOf(gif, gif.length - 1))).isEqualTo(expected);
    assertThat(reader.read(Arrays.copyOf(gif, gif.length - 2))).isEqualTo(expected);
    assertThat(reader.read(joined(gif, text("trailer")))).isEqualTo(expected);
  }

  @Test
  void gifWithoutAScreenOrWithTerminatorsTooMany_isRead() throws PictureException {
    byte[] gif = Drawing.encode(Drawing.seven(), "gif");
    byte[] expected = reader.read(gif);
    byte[] screenless = gif.clone();
    Arrays.fill(screenless, 6, 10, (byte) 0);
    assertThat(reader.read(screenless)).isEqualTo(expected);
    int colors = 13 + 3 * (2 << (gif[10] & 7));
    byte[] padded =
        joined(
            Arrays.copyOf(gif, colors), new byte[3], Arrays.copyOfRange(gif, colors, gif.length));
    assertThat(reader.read(padded)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 16, 40, 42, 52, 56, 64, 108, 110, 124, 128})
  void bmpHeader_mayHaveAnyLength(int bytes) throws PictureException {
    byte[] expected = greys();
    byte[] bmp =
        new BmpBytes(SIDE, SIDE, 24)
            .header(bytes)
            .pixels(i -> (greys()[i] & 0xff) * 0x010101)
            .file();
    assertThat(reader.read(bmp)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"12, 1", "40, 1", "40, 2", "16, 4", "40, 4", "64, 8", "124, 8"})
  void paletteOfABmp_isFoundWithoutAnOffset(int header, int depth) throws PictureException {
    int last = (1 << depth) - 1;
    int[] colors = new int[1 << depth];
    colors[last] = 0xffffff;
    BmpBytes bmp =
        new BmpBytes(SIDE, SIDE, depth)
            .header(header)
            .palette(colors)
            .pixels(i -> greys()[i] != 0 ? last : 0);
    byte[] expected = reader.read(bmp.file());
    assertThat(expected[SIDE * 7 + 8]).isEqualTo((byte) 255);
    if (header != 16) { // which does not say how many colours there are, nor need it
      assertThat(reader.read(bmp.withoutOffset().file())).isEqualTo(expected);
    }
  }

  @Test
  void bmpOf16Bits_hasFiveOfEachColor() throws PictureException {
    byte[] read =
        reader.read(new BmpBytes(SIDE, SIDE, 16).pixels(i -> greys()[i] < 0 ? 0x7fff : 0).file());
    assertThat(read[SIDE * 20 + 8]).isEqualTo((byte) 255);
    assertThat(read[0]).isZero();
  }

  @Test
  void bmpWithoutTheFillingOfItsLastRow_isRead() throws PictureException {
    byte[] bmp =
        new BmpBytes(27, 40, 24).pixels(i -> i % 27 == 13 && i > 200 && i < 900 ? 0 : -1).file();
    int filling = 3; // 27 pixels of 3 bytes are 81, filled up to 84
    byte[] cut = Arrays.copyOf(bmp, bmp.length - filling);
    assertThat(reader.read(cut)).isEqualTo(reader.read(bmp));
    assertThat(refusal(Arrays.copyOf(cut, cut.length - 1)).kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void runsOfABmp_areFollowedAndWhatTheyPassOverIsWhite() throws PictureException {
    // Given: black from column 12 on, four wide, in rows 4 to 23 from the bottom
    int[] eights = new int[2 + 2 + 20 * 6 + 2];
    int[] fours = new int[2 + 2 + 20 * 8 + 2];
    for (int[] runs : new int[][] {eights, fours}) {
      int at = 0;
      for (int code : new int[] {0, 2, 0, 4}) { // move up four rows
        runs[at++] = code;
      }
      for (int i = 0; i < 20; i++) {
        // Twelve of white; four of black, as a run or one by one; the end of the row.
        int[] row =
            runs == eights
                ? new int[] {12, 1, 4, 0, 0, 0}
                : new int[] {12, 0x11, 0, 4, 0x00, 0x00, 0, 0};
        for (int code : row) {
          runs[at++] = code;
        }
      }
      runs[at++] = 0;
      runs[at] = 1;
    }
    byte[] expected = new byte[SIDE * SIDE];
    for (int i = 0; i < 80; i++) {
      expected[SIDE * (4 + i / 4) + 12 + i % 4] = (byte) 255;
    }
    // When, Then
    BmpBytes eight = new BmpBytes(SIDE, SIDE, 8).palette(0, 0xffffff).runs(1, eights);
    BmpBytes four = new BmpBytes(SIDE, SIDE, 4).palette(0, 0xffffff).runs(2, fours);
    assertThat(reader.read(eight.file())).isEqualTo(expected);
    assertThat(reader.read(four.file())).isEqualTo(expected);
  }

  @Test
  void unknownJpegsStayUnsupported() {
    byte[] jpeg = jpeg();
    ByteBuffer file = ByteBuffer.wrap(jpeg);
    int frame = 2;
    while ((jpeg[frame + 1] & 0xff) != 0xc0) {
      frame += 2 + file.getShort(frame + 2);
    }
    jpeg[frame + 4] = 12; // bits
    assertThat(refusal(jpeg).kind()).isEqualTo(Kind.UNSUPPORTED);
  }
}
