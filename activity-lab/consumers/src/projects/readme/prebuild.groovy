// Copies the first program of the README into the project.
def readme = new File(basedir, '../../../../../README.md').text
def program = (readme =~ /(?s)```java\n(import .*?)```/)[0][1]
def file = new File(basedir, 'src/main/java/Timeline.java')
file.parentFile.mkdirs()
file.text = program
return true
