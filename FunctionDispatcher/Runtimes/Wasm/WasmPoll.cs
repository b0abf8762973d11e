using System.Buffers.Binary;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>
/// WASI's <c>poll_oneoff</c>, the only one of its calls that waits. Wasmtime's own sleeps for as long as the module likes, and neither fuel
/// nor epoch ends it; this one ends with the call.
/// </summary>
internal static class WasmPoll
{
    private const string Wasi = "wasi_snapshot_preview1";
    private const int Done = 0;
    private const int Invalid = 28;
    private const int NotSupported = 58;
    private const int SubscriptionBytes = 48;
    private const int EventBytes = 32;
    private const int SubscriptionLimit = 1024;
    private const byte Clock = 0;

    /// <summary>Defines WASI with this wait in it.</summary>
    /// <param name="linker">Where.</param>
    /// <param name="cancellation">What ends the call under way.</param>
    public static void DefineWasi(Linker linker, Func<CancellationToken> cancellation)
    {
        linker.AllowShadowing = true;
        linker.DefineWasi();
        linker.DefineFunction(
            Wasi, "poll_oneoff",
            (CallerFunc<int, int, int, int, int>)(
                (caller, from, to, count, counted) => Poll(caller, (uint)from, (uint)to, count, (uint)counted, cancellation())));
    }

    private static int Poll(Caller caller, uint from, uint to, int count, uint counted, CancellationToken cancellation)
    {
        if (count is < 1 or > SubscriptionLimit || caller.GetMemory("memory") is not { } memory) return Invalid;
        var subscriptions = memory.GetSpan(from, count * SubscriptionBytes).ToArray();
        if (ShortestWait(subscriptions) is not { } wait) return NotSupported;
        Wait(wait, cancellation);
        var happened = 0;
        for (var at = 0; at < subscriptions.Length; at += SubscriptionBytes)
        {
            var subscription = subscriptions.AsSpan(at, SubscriptionBytes);
            if (subscription[8] == Clock && WaitOf(subscription) != wait) continue;
            var answer = memory.GetSpan(to + (happened++ * EventBytes), EventBytes);
            answer.Clear();
            subscription[..8].CopyTo(answer);
            answer[10] = subscription[8];
        }

        BinaryPrimitives.WriteInt32LittleEndian(memory.GetSpan(counted, sizeof(int)), happened);
        return Done;
    }

    // Files are always ready. Null: a point in time, which no C library asks for.
    private static ulong? ShortestWait(byte[] subscriptions)
    {
        var shortest = ulong.MaxValue;
        for (var at = 0; at < subscriptions.Length; at += SubscriptionBytes)
        {
            var subscription = subscriptions.AsSpan(at, SubscriptionBytes);
            var isClock = subscription[8] == Clock;
            if (isClock && (subscription[40] & 1) != 0) return null;
            shortest = Math.Min(shortest, isClock ? WaitOf(subscription) : 0);
        }

        return shortest;
    }

    private static ulong WaitOf(ReadOnlySpan<byte> subscription) => BinaryPrimitives.ReadUInt64LittleEndian(subscription[24..]);

    private static void Wait(ulong nanoseconds, CancellationToken cancellation)
    {
        var milliseconds = (int)Math.Min(int.MaxValue, Math.Ceiling(nanoseconds / 1e6));
        if (milliseconds > 0) cancellation.WaitHandle.WaitOne(milliseconds);
        cancellation.ThrowIfCancellationRequested();
    }
}
