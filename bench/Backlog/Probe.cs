using System.Diagnostics;
using System.Text;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.Backlog;

/// <summary>A sensor with durable messages, one after the other: how long does an acknowledgement take?</summary>
internal sealed class Probe(IMessageIntake intake)
{
    private readonly List<double> _milliseconds = [];
    private ushort _packet;

    /// <summary>Sends so many messages while nothing else is sent.</summary>
    public async Task<(double P50, double P99)> MeasureAsync(int messages)
    {
        _milliseconds.Clear();
        for (var i = 0; i < messages; i++)
        {
            var payload = Encoding.UTF8.GetBytes($$"""{"value":{{i}}}""");
            var began = Stopwatch.GetTimestamp();
            var message = new ReceivedMessage("probe/1", payload, 1, false, false, "probe", ++_packet == 0 ? ++_packet : _packet);
            if (!await intake.AcceptAsync(message, CancellationToken.None)) throw new InvalidOperationException("not acknowledged");
            _milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        _milliseconds.Sort();
        return (_milliseconds[messages / 2], _milliseconds[messages * 99 / 100]);
    }
}
