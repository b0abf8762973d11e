using System.Globalization;
using System.Text;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Workers;

/// <summary>One message, or one look at the time.</summary>
internal sealed record Step(double Advance, double Jitter, int Temperature, int Device, int Line, int Kind)
{
    public InboundMessage ToMessage(double now, long sequence, int ordinal)
    {
        var received = Some.Noon.AddSeconds(now);
        if (Kind == 0) return new InboundMessage(string.Empty, default, received, sequence);
        return new InboundMessage($"plant/north/press/d{Device}", Encoding.UTF8.GetBytes(Payload(now, ordinal)), received, sequence);
    }

    // One clock stays so far behind the others that their watermark leaves it.
    private double ClockError => Device == 7 ? -40 : 0;

    private string Payload(double now, int ordinal) => Kind switch
    {
        1 => "broken",
        2 => """{"temperature":12}""",
        3 => """{"ts":5,"temperature":13}""",
        4 => $$"""{"ts":"yesterday","temperature":14,"id":{{ordinal / 2 % 40}}}""",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ts":{{Some.Noon.AddSeconds(now + Jitter + ClockError).ToUnixTimeMilliseconds()}},"temperature":{{Temperature}},"""
                + $$""" "line":"l{{Line}}","id":{{ordinal / 2 % 40}},"extra{{Line}}":{{Kind}}}"""),
    };
}
