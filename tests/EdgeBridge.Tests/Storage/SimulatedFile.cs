namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>A file's bytes: those that are durable, and those that only seem to be.</summary>
internal sealed class SimulatedFile
{
    private const int SectorBytes = 64;

    private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
    private byte[] _durable = [];

    public byte[] Current { get; set; } = [];

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Current = Put(Current, bytes, offset);
        for (var start = 0; start < bytes.Length; start += SectorBytes)
        {
            _unsynced.Add((offset + start, bytes.Slice(start, Math.Min(SectorBytes, bytes.Length - start)).ToArray()));
        }
    }

    public void Sync()
    {
        if (_durable.Length < Current.Length) Array.Resize(ref _durable, Current.Length);
        foreach (var (offset, bytes) in _unsynced) _durable = Put(_durable, bytes, offset);
        _unsynced.Clear();
    }

    /// <summary>As on a real kernel, what a failed sync did not write is never written by a later one.</summary>
    public void FailSync() => _unsynced.Clear();

    public void LosePower(Func<bool> survives)
    {
        foreach (var (offset, bytes) in _unsynced.Where(_ => survives())) _durable = Put(_durable, bytes, offset);
        _unsynced.Clear();
        Current = [.. _durable];
    }

    public void Replace(byte[] bytes)
    {
        Current = bytes;
        _durable = [.. bytes];
        _unsynced.Clear();
    }

    private static byte[] Put(byte[] target, ReadOnlySpan<byte> bytes, long offset)
    {
        if (target.Length < offset + bytes.Length) Array.Resize(ref target, (int)offset + bytes.Length);
        bytes.CopyTo(target.AsSpan((int)offset));
        return target;
    }
}
