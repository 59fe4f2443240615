# A file that does not parse.
# exit: 2 4
# attack: absent error
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
