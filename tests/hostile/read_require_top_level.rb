# require of a file of the scanning machine at the top level.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

require '/etc/passwd'

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
