using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Announcements;

/// <summary>
/// A way to announce results that go to local topics. Its config record is derived from <see cref="DiscoveryConfig"/>.
/// </summary>
public interface IResultAnnouncer : IConfiguredComponent
{
    /// <summary>A writer for one binding.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="origin">Whose results they are.</param>
    IAnnouncementWriter Create(DiscoveryConfig config, AnnouncementOrigin origin);
}

/// <summary>Whose results are announced.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Binding">The binding.</param>
public sealed record AnnouncementOrigin(string Node, BindingConfig Binding);
