namespace EventEdge.Scaffolding;

/// <summary>One form of what <c>eventedge new</c> makes.</summary>
/// <param name="Name">Its word on the command line, and the folder of its templates.</param>
/// <param name="Files">What is written, with <c>NAME</c> where the name goes: a template of this path in the form's folder, or in the
/// kind's for all forms.</param>
internal sealed record NewForm(string Name, params IReadOnlyList<string> Files);
