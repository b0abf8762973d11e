using EventEdge.Contracts.Events;

namespace EventEdge.Fuzz.Decoders;

/// <summary>
/// Throws payloads at every decoder that a binding can choose, and says what went wrong: an exception, memory that a payload only promised,
/// a reading without end or without progress, an error without a sentence, and the same bytes giving other events to a decoder that has
/// another past.
/// </summary>
/// <param name="seed">Draws the payloads.</param>
/// <param name="subjects">The decoders, each with the settings of one binding.</param>
internal sealed class DecoderFuzz(int seed, IReadOnlyList<DecoderSubject> subjects)
{
    // Payloads are a few kilobytes; a compressed one may grow to the 256 KiB that a decoder takes, in several buffers.
    private const long AllocationLimit = 24L << 20;

    // A decoder that keeps every field keeps so many names of earlier payloads; beyond, it would differ from a fresh one by right.
    private const int SlotGoal = 256;
    private const int PastGoal = 64;

    private readonly Random _random = new(seed);

    /// <summary>Reads so many payloads, or until time is over.</summary>
    /// <param name="payloads">How many, over all decoders.</param>
    /// <param name="over">Ends it earlier.</param>
    public DecoderFuzzResult Run(long payloads, CancellationToken over)
    {
        var result = new DecoderFuzzResult(seed, subjects.Count);
        var source = new PayloadSource(_random);
        var readable = subjects.ToDictionary(s => s, s => source.Samples.Where(sample => IsRead(s, sample)).ToList());
        while (result.Payloads < payloads && !over.IsCancellationRequested)
        {
            var subject = subjects[_random.Next(subjects.Count)];
            var keepsAll = _random.Next(2) == 0;
            var (one, other) = (new FuzzedDecoder(subject, keepsAll), new FuzzedDecoder(subject, keepsAll));
            for (var past = 0; past < PastGoal && one.Slots < SlotGoal && !over.IsCancellationRequested; past++)
            {
                // What a decoder remembers by its nature the other has to have seen too.
                if (!one.IsStateful && past % 4 == 0) other = new FuzzedDecoder(subject, keepsAll);
                var payload = source.Next(readable[subject], subject.Config?.Compression);
                var violation = Compare(one, other, payload, source.Topic, result);
                if (violation is null) continue;
                result.Violation = $"seed {seed}, {subject}: {violation}\n{Convert.ToBase64String(payload)}";
                return result;
            }
        }

        return result;
    }

    private static bool IsRead(DecoderSubject subject, byte[] sample)
    {
        try
        {
            var payload = subject.Config?.Compression is { } compression ? PayloadSource.Packed(sample, compression) : sample;
            return new FuzzedDecoder(subject, keepsAll: true).Read(payload, "spBv1.0/g/NBIRTH/n").Error is null;
        }
        catch (Exception)
        {
            return false; // it is found again where it is told
        }
    }

    private static string? Compare(
        FuzzedDecoder one, FuzzedDecoder other, byte[] payload, string topic, DecoderFuzzResult result)
    {
        try
        {
            var first = one.Read(payload, topic);
            var second = other.Read(payload, topic);
            result.Count(first);
            if (first.Fault is not null || second.Fault is not null) return first.Fault ?? second.Fault;
            if (first.Allocated > AllocationLimit) return $"{first.Allocated:N0} bytes allocated for {payload.Length:N0}";
            var isFull = one.Slots >= EventLayout.SlotLimit || other.Slots >= EventLayout.SlotLimit;
            return isFull || first.IsSame(second) ? null : $"it reads {first} once and {second} another time";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name}: {error.Message}\n{error.StackTrace}";
        }
    }
}

/// <summary>What a run did, and what went wrong.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Subjects">Decoders, with different settings.</param>
internal sealed record DecoderFuzzResult(int Seed, int Subjects)
{
    /// <summary>Payloads read.</summary>
    public long Payloads { get; private set; }

    /// <summary>Payloads that gave events, or none, without an error.</summary>
    public long Read { get; private set; }

    /// <summary>Events they gave.</summary>
    public long Events { get; private set; }

    /// <summary>Most memory that one payload took, in bytes.</summary>
    public long WorstBytes { get; private set; }

    /// <summary>What went wrong, with the payload in Base64; null when nothing did.</summary>
    public string? Violation { get; set; }

    /// <summary>A payload was read.</summary>
    public void Count(DecodedPayload payload)
    {
        Payloads++;
        if (payload.Error is null) Read++;
        Events += payload.Events;
        WorstBytes = Math.Max(WorstBytes, payload.Allocated);
    }
}
