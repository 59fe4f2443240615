# exit!(0) half-way at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

exit!(0)

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
