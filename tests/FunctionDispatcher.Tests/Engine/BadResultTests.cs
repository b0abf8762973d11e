using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>A result that no frame could carry is given up with its reason, with the message that led to it, and nothing else is.</summary>
public sealed class BadResultTests
{
    private readonly CollectingOutput _output = new();

    [Theory]
    [InlineData("nameless field", "a field without a name")]
    [InlineData("null field", "a field without a name")]
    [InlineData("nameless tag", "a tag without a name")]
    [InlineData("nameless", "the result names its measurement with an empty text")]
    [InlineData("long field", "the name of a field of the result has 4,097 characters; at most 4,096")]
    [InlineData("wide", "10,001 tags and fields; at most 10,000")]
    public void It_is_a_dead_letter_of_its_own(string kind, string reason)
    {
        using var dispatcher = Bind();

        foreach (var device in (string[])["good", kind, "good"]) dispatcher.Dispatch(Some.Reading(0, 20, device: device));

        Assert.Equal(2, _output.Points.Count);
        var deadLetter = Assert.Single(_output.DeadLetters);
        Assert.Equal((FailureStage.Emit, $"plant/north/press/{kind}"), (deadLetter.Stage, deadLetter.Topic));
        Assert.Contains(reason, deadLetter.Reason, StringComparison.Ordinal);
        Assert.Equal(1, dispatcher.Bindings.Single().Counters.ResultsRejected);
        Assert.Equal(3, dispatcher.Bindings.Single().Counters.InWindows);
    }

    [Fact]
    public void Of_many_fields_of_one_name_the_last_counts_and_none_that_is_a_tag()
    {
        using var dispatcher = Bind();

        dispatcher.Dispatch(Some.Reading(0, 20, device: "doubled"));

        var point = Assert.Single(_output.Points).Point;
        Assert.Equal(["a", "device", "level", "site"], point.Tags.Select(tag => tag.Key));
        Assert.Equal("last", point.Tags[2].Value);
        Assert.Equal(
            [.. Enumerable.Range(0, 4_000).Select(place => ($"f{place}", place + 1.0))],
            point.Fields.Select(field => (field.Key, field.Value.AsNumber)));
    }

    private Dispatcher Bind() => Some.Dispatcher(
        $$"""
        bindings:
          - name: odd
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { csharp: { assembly: {{Path.GetFileName(GetType().Assembly.Location)}}, class: {{typeof(Odd).FullName}} } }
            emit: { measurement: odd }
        """,
        _output,
        Path.GetDirectoryName(GetType().Assembly.Location)!);
}

/// <summary>Gives results of every odd kind, by the device's name.</summary>
public sealed class Odd : IEventFunction
{
    /// <inheritdoc />
    public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) =>
    [
        input["device"].AsText switch
        {
            "nameless field" => Measurement.Of(("x", 1), ("", 1)),
            "null field" => Measurement.Of(("x", 1), (null!, 1)),
            "nameless tag" => Measurement.Of(("x", 1)) with { Tags = [new("", "a")] },
            "nameless" => Measurement.Of(("x", 1)) with { Name = string.Empty },
            "long field" => Measurement.Of(("x", 1), (new string('n', 4_097), 1)),
            "wide" => Measurement.Of([.. Enumerable.Range(0, 10_001).Select(place => ($"f{place}", FieldValue.Of(place)))]),
            "doubled" => new Measurement
            {
                Fields = [new("a", 1), .. Enumerable.Range(0, 8_000)
                    .Select(place => KeyValuePair.Create($"f{place / 2}", FieldValue.Of((place / 2) + (place % 2))))],
                Tags = [.. Enumerable.Range(0, 1_000).Select(place => KeyValuePair.Create("level", $"{place}")), new("a", "b"),
                    new("gone", null!), new("level", "last")],
            },
            _ => Measurement.Of(("x", 1)),
        },
    ];
}
