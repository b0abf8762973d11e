using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Triggers.Http;

/// <summary>A binding answers requests.</summary>
public sealed class HttpTrigger : ITrigger
{
    private static readonly string[] Secrets = ["authorization", "cookie", "proxy-authorization"];

    /// <inheritdoc />
    public string Name => "http";

    /// <inheritdoc />
    public Type ConfigType => typeof(HttpTriggerConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var config = (HttpTriggerConfig)check.Binding.Trigger;
        if (!HttpRoute.TryParse(config.Http, out var route, out var error))
            check.Report(config, nameof(config.Http), $"http '{config.Http}': {error}");
        else if (!check.TryClaim($"{Name} {route.Shape}", out var holder))
            check.Report(config, nameof(config.Http), $"'{config.Http}' is answered by the binding '{holder}' already");
        foreach (var header in config.Headers ?? []) CheckHeader(check, config, header);
        if (check.Binding.Window is not null && config.Respond is { } respond && respond != RespondKind.Accepted)
        {
            var message = $"respond {RecordShape.KeyOf(respond.ToString())} is not possible with a window, whose results come later";
            check.Report(config, nameof(config.Respond), message, RecordShape.KeyOf(nameof(RespondKind.Accepted)));
        }
    }

    private static void CheckHeader(ConfigCheck check, HttpTriggerConfig config, string header)
    {
        if (header.Length == 0 || !header.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            var small = header.ToLowerInvariant();
            check.ReportItem(
                config, nameof(config.Headers), header, $"'{header}' is no header name in small letters", small != header ? small : null);
        }
        else if (Secrets.Contains(header))
        {
            check.ReportItem(config, nameof(config.Headers), header, $"'{header}' holds a secret, and events are kept on disk");
        }
    }
}
