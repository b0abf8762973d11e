using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Tests.Observation;

/// <summary>Keeps a line for everything it is told.</summary>
internal sealed class CollectingObserver : IStageObserver
{
    public List<string> Lines { get; } = [];

    public void Observe(in StageObservation observation)
    {
        var subject = observation.Window is not null ? $"window {observation.Window.Start:HH:mm:ss}" : observation.Topic;
        var reason = observation.Result.Reason is { } sentence ? $": {sentence}" : string.Empty;
        Lines.Add($"{observation.Binding?.Name} {observation.Stage} {observation.Result.Outcome} {subject} "
            + $"@{observation.Sequence}{reason}");
    }
}
