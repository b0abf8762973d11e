using EventEdge.EdgeBridge.Storage.Segments;

namespace EventEdge.EdgeBridge.Tests.Storage.Segments;

public sealed class Crc32CTests
{
    [Fact]
    public void The_check_value_of_the_catalogue() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Any_length_equals_the_bit_by_bit_definition()
    {
        var random = new Random(1);
        for (var length = 0; length < 70; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(BitByBit(bytes), Crc32C.Compute(bytes));
        }
    }

    [Fact]
    public void Another_seed_gives_another_checksum() => Assert.NotEqual(Crc32C.Compute("x"u8), Crc32C.Compute("x"u8, seed: 7));

    private static uint BitByBit(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
        }

        return ~crc;
    }
}
