using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Tests.Functions;
using EventEdge.Fuzz.Decoders;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>Whatever is sent, every decoder gives events or one sentence. A longer run: <c>bench/fuzz.sh --decoders</c>.</summary>
public sealed class DecoderFuzzTests
{
    private const int PayloadGoal = 60_000;

    [Fact]
    public void No_payload_harms_any_decoder()
    {
        var subjects = DecoderSubject.All(RepositoryRoot.Path);
        Assert.All(EventEdgeComponents.Default.Decoders, decoder => Assert.Contains(subjects, s => s.Name == decoder.Name));

        var result = new DecoderFuzz(seed: 12, subjects).Run(PayloadGoal, TestContext.Current.CancellationToken);

        Assert.True(result.Violation is null, result.Violation);
        Assert.True(result.Read > PayloadGoal / 20, $"only {result.Read} payloads were read: the fuzzer is all noise");
    }

    [Theory]
    [InlineData("throws", "InvalidOperationException: ")]
    [InlineData("stands", "the position stays at 0")]
    [InlineData("forgets", "it reads ")]
    [InlineData("hoards", " bytes allocated for ")]
    [InlineData("mute", "Broken with the error ''")]
    [InlineData("covers", "a capture was written over")]
    public void A_decoder_that_does_harm_is_found(string harm, string violation)
    {
        var result = new DecoderFuzz(1, [new DecoderSubject(new Harmful(harm), null)]).Run(1000, TestContext.Current.CancellationToken);

        Assert.Contains(violation, result.Violation, StringComparison.Ordinal);
    }

    private sealed class Harmful(string harm) : IDecoder
    {
        public string Name => "harmful";

        public Type ConfigType => typeof(DecoderConfig);

        public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) => new Reader(harm, layout);
    }

    private sealed class Reader(string harm, EventLayout layout) : IEventDecoder
    {
        private int _count;

        public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
        {
            error = null;
            switch (harm)
            {
                case "throws": throw new InvalidOperationException("harm");
                case "stands": return DecodeStep.More;
                case "mute": return DecodeStep.Broken;
                case "hoards":
                    GC.KeepAlive(new byte[32 << 20]);
                    return DecodeStep.Last;
                default:
                    target.Set(layout.SlotOf(harm == "covers" ? "device" : "value"), FieldValue.Of((long)++_count));
                    return DecodeStep.Last;
            }
        }
    }
}
