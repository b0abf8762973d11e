using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Triggers.On;

/// <summary>A binding runs on the results of another.</summary>
public sealed class OnTrigger : ITrigger
{
    /// <inheritdoc />
    public string Name => "on";

    /// <inheritdoc />
    public Type ConfigType => typeof(OnTriggerConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var source = ((OnTriggerConfig)check.Binding.Trigger).On;
        if (!check.IsGiven(source, nameof(source.Binding)) || check.Bindings.Any(b => b.Name == source.Binding)) return;
        var others = check.Bindings.Select(b => b.Name).Where(name => name is not null && name != check.Binding.Name);
        check.Report(
            source, nameof(source.Binding), $"there is no binding '{source.Binding}' in this file",
            Spelling.Nearest(source.Binding, others));
    }
}
