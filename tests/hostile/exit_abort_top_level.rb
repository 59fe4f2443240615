# abort half-way at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

abort 'enough'

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
