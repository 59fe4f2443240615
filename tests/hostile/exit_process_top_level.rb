# Process.exit at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

Process.exit(0)

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
