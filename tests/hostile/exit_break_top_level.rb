# break, next and return at places where they have none at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

[1].each { break }
return

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
