// japicmp reports a missing old version only as a warning, and then compares with nothing.
if (!jApiClasses.empty && jApiClasses.every { it.changeStatus.name() == 'NEW' }) {
    throw new IllegalStateException('Cannot find the version to compare with. Set api.baseline in .mvn/maven.config (make api-diff LAST=...) to a '
            + 'published version. A module without a published version sets the property japicmp.skip in its POM.')
}

// japicmp runs this script after its comparison and before its report. The comparison must see package-private classes, because builders
// inherit from them: a removed method of such a class is then a change of the public builder. Package-private elements alone are not the API.
def visible = { element ->
    def modifier = element.accessModifier
    [modifier.oldModifier, modifier.newModifier].any { it.present && it.get().name() in ['PUBLIC', 'PROTECTED'] }
}
jApiClasses.removeIf { !visible(it) }
jApiClasses.each { type ->
    [type.methods, type.constructors, type.fields].each { members -> members.removeIf { !visible(it) } }
}
return jApiClasses
