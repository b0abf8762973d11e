using CsCheck;
using EventEdge.FunctionDispatcher.Functions.Vibration;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Vibration;

public sealed class FourierTransformTests
{
    private static readonly Gen<double[]> Signals = Gen.Double[-1, 1].Array[1, 300];

    [Fact]
    public void It_is_the_transform_of_the_definition_for_every_length() => Signals.Sample(Compare, iter: 300);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1_024)]
    [InlineData(1_021)]
    [InlineData(1_536)]
    public void Lengths_of_one_of_powers_of_two_and_of_primes_are_no_exception(int length)
    {
        var random = new Random(length);
        Compare([.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)]);
    }

    /// <summary>Parseval: both sides have the same energy; also of the longest windows, for which the definition takes too long.</summary>
    [Theory]
    [InlineData(65_536)]
    [InlineData(65_535)]
    [InlineData(65_521)]
    public void The_energy_is_kept(int length)
    {
        var random = new Random(length);
        double[] signal = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        var lines = FourierTransform.Of(signal);
        var expected = signal.Sum(x => x * x);
        var energy = lines.Sum(x => (x.Real * x.Real) + (x.Imaginary * x.Imaginary)) / length;
        Assert.InRange(energy, expected * (1 - 1e-12), expected * (1 + 1e-12));
    }

    private static void Compare(double[] signal)
    {
        var (expected, actual) = (NaiveTransform.Of(signal), FourierTransform.Of(signal));
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.InRange(actual[k].Real - expected[k].Real, -1e-10, 1e-10);
            Assert.InRange(actual[k].Imaginary - expected[k].Imaginary, -1e-10, 1e-10);
        }
    }
}
