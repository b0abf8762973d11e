using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>The checks of the components that a binding chose, and what these say to each other.</summary>
internal sealed class ComponentChecker(EventEdgeComponents components, CheckScope scope)
{
    /// <summary>Checks the trigger; false when it cannot be used.</summary>
    public bool CheckTrigger(BindingConfig binding)
    {
        if (binding.Trigger is null) return false;
        var before = scope.Problems.Count;
        Check(components.Triggers.Find(binding.Trigger.Name), binding);
        return scope.Problems.Count == before;
    }

    /// <summary>Checks the decoder.</summary>
    public void CheckDecoder(BindingConfig binding)
    {
        if (binding.Decode is null) return;
        Check(components.Decoders.Find(binding.Decode.Name), binding);
        CheckWhen(binding.Decode, binding.Trigger?.Captures ?? []);
        if (binding.Trigger is null or { Subscription: not null } || binding.DecoderName == BindingConfig.DefaultDecoder) return;
        if (binding is { Trigger.IsRequest: true, Decode.TakesRequests: true }) return;
        if (scope.Map.Find(binding, nameof(binding.Decode)) is not { } value) return;
        var others = components.Triggers.Where(t => t.TakesMessages).Select(t => $"'{t.Name}'");
        var message = $"'decode' {binding.DecoderName} is for {string.Join(" and ", others)}: every other trigger gives JSON";
        scope.Problems.Add(value.Start, message, BindingConfig.DefaultDecoder);
    }

    private void CheckWhen(DecoderConfig decoder, IReadOnlyList<string> captures)
    {
        if (scope.Map.Find(decoder, nameof(decoder.When)) is not YamlScalar text) return;
        if (!WhereExpression.TryParse(text.Value, captures, out var when, out var error))
        {
            scope.Problems.AddInside(text, error.Offset, $"when: {error.Message}", error.Suggestion);
            return;
        }

        if (decoder.SelectsItself) return;
        foreach (var path in when.FieldPaths.Where(path => !captures.Contains(path) && !MessageField.Is(path)))
        {
            scope.Problems.AddInside(
                text, when.OffsetOf(path),
                $"when: '{path}' is not known before the payload is read: captures and fields such as $content_type are; 'where' may "
                    + "name it");
        }
    }

    /// <summary>Checks the sources of tables.</summary>
    public void CheckLookups(BindingConfig binding)
    {
        foreach (var lookup in binding.Lookup?.Values ?? [])
            components.Lookups.Find(lookup.Source)?.CheckLookup(new ConfigCheck(binding, scope), lookup);
    }

    /// <summary>Checks the format of local messages.</summary>
    public void CheckFormat(BindingConfig binding)
    {
        if (binding.Emit?.Format is { } format) Check(components.Formats.Find(format.Name), binding);
    }

    /// <summary>Checks how local results are announced.</summary>
    public void CheckDiscovery(BindingConfig binding)
    {
        if (binding.Emit?.Discovery is { } discovery) Check(components.Announcers.Find(discovery.Name), binding);
    }

    /// <summary>Checks the function.</summary>
    public void CheckFunction(BindingConfig binding)
    {
        if (binding.Function is not null) Check(components.Runtimes.Find(binding.Function.Runtime), binding);
    }

    private void Check(IConfiguredComponent? component, BindingConfig binding) => component?.Check(new ConfigCheck(binding, scope));
}
