using System.IO.Hashing;
using System.Text;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>
/// How many different values there are, within about 2.3 % (one standard error), in 2 KiB: HyperLogLog with 2,048 registers (Flajolet,
/// Fusy, Gandouet, Meunier, AofA 2007) and linear counting for small numbers.
/// </summary>
internal sealed class ApproximateDistinctState(Func<EdgeEvent, FieldValue> value) : IAggregateState
{
    private const int IndexBits = 11;
    private const int RegisterCount = 1 << IndexBits;

    private byte[]? _registers;

    public void Add(EdgeEvent input)
    {
        if (value(input) is not { Exists: true } seen) return;
        var hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{(byte)seen.Kind}{seen}"));
        var rank = (byte)(Math.Min(64 - IndexBits, System.Numerics.BitOperations.LeadingZeroCount(hash << IndexBits)) + 1);
        ref var register = ref (_registers ??= new byte[RegisterCount])[hash >> (64 - IndexBits)];
        if (rank > register) register = rank;
    }

    public void Merge(IAggregateState other)
    {
        if (((ApproximateDistinctState)other)._registers is not { } registers) return;
        _registers ??= new byte[RegisterCount];
        for (var i = 0; i < RegisterCount; i++) _registers[i] = Math.Max(_registers[i], registers[i]);
    }

    public FieldValue Value(long end)
    {
        if (_registers is null) return 0;
        var (sum, empty) = (0.0, 0);
        foreach (var register in _registers)
        {
            sum += Math.ScaleB(1, -register);
            if (register == 0) empty++;
        }

        var estimate = 0.7213 / (1 + (1.079 / RegisterCount)) * RegisterCount * RegisterCount / sum;
        if (estimate <= 2.5 * RegisterCount && empty > 0) estimate = RegisterCount * Math.Log((double)RegisterCount / empty);
        return Math.Round(estimate);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_registers is not null);
        if (_registers is not null) writer.Write(_registers);
    }

    public void Load(BinaryReader reader) => _registers = reader.ReadBoolean() ? reader.ReadBytes(RegisterCount) : null;
}
